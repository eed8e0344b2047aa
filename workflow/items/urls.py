"""Addresses of the room."""

from django.urls import URLPattern

app_name = "items"
urlpatterns: list[URLPattern] = []
