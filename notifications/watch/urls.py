"""Addresses of the room."""

from django.urls import path

from notifications.watch import views

app_name = "watch"
urlpatterns = [
    path("duty/", views.duty, name="duty"),
    path("duty/failures/<uuid:pk>/", views.failure, name="failure"),
]
