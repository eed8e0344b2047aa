"""Addresses of plans and templates."""

from django.urls import path

from projects.plans.views import nodes, plans, replanning, templates

app_name = "plans"
urlpatterns = [
    path("projects/<uuid:project_id>/plan/", plans.plan, name="plan"),
    path("projects/<uuid:project_id>/plan/apply/", plans.apply, name="apply"),
    path("projects/<uuid:project_id>/plan/confirm/", plans.confirm, name="confirm"),
    path("projects/<uuid:project_id>/plan/withdraw/", plans.withdraw, name="withdraw"),
    path("projects/<uuid:project_id>/plan/nodes/new/", nodes.node_new, name="node_new"),
    path("plan-nodes/<uuid:node_id>/", nodes.node_edit, name="node"),
    path("plan-nodes/<uuid:node_id>/report/", nodes.report, name="report"),
    path("plan-nodes/<uuid:node_id>/replan/", replanning.replan, name="replan"),
    path("plan-nodes/<uuid:node_id>/cancel/", nodes.cancel, name="cancel"),
    path("plan-templates/", templates.templates, name="templates"),
    path("plan-templates/presets/<slug:code>/", templates.preset, name="preset"),
    path("plan-templates/presets/<slug:code>/copy/", templates.copy, name="copy"),
    path("plan-templates/<uuid:template_id>/", templates.template, name="template"),
]
