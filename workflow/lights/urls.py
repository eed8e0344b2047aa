"""Addresses of the room."""

from django.urls import path

from workflow.lights import views

app_name = "lights"
urlpatterns = [
    path("lights/rules/", views.rules, name="rules"),
    path("lights/decrees/", views.decrees, name="decrees"),
    path("projects/<uuid:project_id>/light/", views.decide, name="decide"),
]
