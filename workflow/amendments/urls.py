"""Addresses of the room."""

from django.urls import path

from workflow.amendments import views

app_name = "amendments"
urlpatterns = [
    path("amendments/", views.queue, name="queue"),
    path("amendments/<uuid:amendment_id>/", views.detail, name="detail"),
    path("projects/<uuid:project_id>/amendments/new/", views.request_form, name="request"),
]
