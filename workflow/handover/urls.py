"""Addresses of handovers, deputies and loads."""

from django.urls import path

from workflow.handover import views

app_name = "handover"
urlpatterns = [
    path("handovers/", views.handovers, name="list"),
    path("handovers/<uuid:handover_id>/", views.detail, name="detail"),
    path("deputies/", views.deputies, name="deputies"),
    path("deputies/<uuid:deputy_id>/end/", views.end, name="end_deputy"),
    path("organisations/<uuid:organisation_id>/merge/", views.merge, name="merge"),
    path("projects/<uuid:project_id>/loads/", views.loads, name="loads"),
]
