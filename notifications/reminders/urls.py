"""Addresses of the room."""

from django.urls import path

from notifications.reminders import views

app_name = "reminders"
urlpatterns = [path("reminders/why/", views.why, name="why")]
