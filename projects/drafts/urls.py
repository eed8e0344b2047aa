"""Addresses of the room."""

from django.urls import path

from projects.drafts import views

app_name = "drafts"
urlpatterns = [
    path("drafts/mine/", views.mine, name="mine"),
    path("drafts/discard/", views.discard, name="discard"),
]
