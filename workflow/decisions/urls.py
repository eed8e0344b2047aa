"""Addresses of the room."""

from django.urls import path

from workflow.decisions import views

app_name = "decisions"
urlpatterns = [
    path("decisions/", views.listed, name="list"),
    path("decisions/export/", views.export, name="export"),
    path("decisions/figures/", views.figures, name="figures"),
    path("decisions/procedures/", views.procedures, name="procedures"),
    path("decisions/procedures/<uuid:organisation_id>/", views.procedure, name="procedure"),
    path("decisions/procedures/<uuid:organisation_id>/gate/", views.gate, name="gate"),
    path("decisions/<uuid:decision_id>/", views.detail, name="detail"),
    path("decisions/reviews/<uuid:review_id>/withdraw/", views.review_withdraw, name="review_withdraw"),
    path("projects/<uuid:project_id>/decisions/start/", views.start, name="start"),
    path("projects/<uuid:project_id>/reviews/new/", views.review, name="review"),
]
