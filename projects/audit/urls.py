"""Addresses of the audit administrator's page."""

from django.urls import path

from projects.audit import views

app_name = "audit"

urlpatterns = [
    path("audit/", views.entries, name="entries"),
    path("audit/check/", views.check, name="check"),
    path("audit/export/", views.export, name="export"),
    path("audit/<int:seq>/", views.entry, name="entry"),
]
