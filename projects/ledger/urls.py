"""Addresses of the ledger's own pages; its list and archive are on the desk."""

from django.urls import path

from projects.ledger import views

app_name = "ledger"
urlpatterns = [
    path("projects/new/", views.create, name="create"),
    path("projects/<uuid:project_id>/edit/", views.edit, name="edit"),
    path("projects/<uuid:project_id>/evidence/", views.add_evidence, name="add_evidence"),
    path("projects/<uuid:project_id>/responsibilities/new/", views.assign, name="assign"),
    path("evidence/<uuid:evidence_id>/", views.evidence, name="evidence"),
    path("responsibilities/<uuid:responsibility_id>/end/", views.end, name="end"),
    path("enterprises/options/", views.enterprises, name="enterprises"),
]
