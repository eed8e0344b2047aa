"""Addresses of the room."""

from django.urls import path

from workflow.proposals import views

app_name = "proposals"
urlpatterns = [
    path("proposals/", views.proposals, name="list"),
    path("proposals/<uuid:proposal_id>/", views.proposal, name="detail"),
]
