"""Addresses of the ledger's own pages; its list and archive are on the desk."""

from django.urls import path

from projects.ledger.views import enterprises, evidence, projects, responsibilities

app_name = "ledger"
urlpatterns = [
    path("projects/new/", projects.create, name="create"),
    path("projects/<uuid:project_id>/edit/", projects.edit, name="edit"),
    path("projects/<uuid:project_id>/evidence/", evidence.add_evidence, name="add_evidence"),
    path("projects/<uuid:project_id>/responsibilities/new/", responsibilities.assign, name="assign"),
    path("evidence/<uuid:evidence_id>/", evidence.evidence, name="evidence"),
    path("responsibilities/<uuid:responsibility_id>/end/", responsibilities.end, name="end"),
    path("enterprises/options/", enterprises.options, name="enterprises"),
]
