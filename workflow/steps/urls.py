"""Addresses of claims and steps."""

from django.urls import path

from workflow.steps import views

app_name = "steps"
urlpatterns = [
    path("claims/", views.queue, name="queue"),
    path("claims/<uuid:claim_id>/", views.claim_detail, name="claim_detail"),
    path("projects/<uuid:project_id>/claims/<slug:step>/", views.claim, name="claim"),
    path("projects/<uuid:project_id>/claims/<slug:step>/check/", views.checklist, name="checklist"),
    path("projects/<uuid:project_id>/steps/<slug:step>/", views.direct, name="direct"),
]
