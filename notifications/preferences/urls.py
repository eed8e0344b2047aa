"""Addresses of the room."""

from django.urls import path

from notifications.preferences import views

app_name = "preferences"
urlpatterns = [
    path("reminders/settings/", views.own, name="own"),
    path("reminders/settings/office/", views.office, name="office"),
]
