"""Addresses of the room."""

from django.urls import path

from workflow.anomalies import views

app_name = "anomalies"
urlpatterns = [
    path("anomalies/", views.anomalies, name="list"),
    path("anomalies/clear/", views.clear, name="clear"),
    path("anomalies/clearances/<uuid:clearance_id>/reopen/", views.reopen, name="reopen"),
]
