"""Addresses of the room."""

from django.urls import path

from workflow.packs.views import packs

app_name = "packs"
urlpatterns = [
    path("meetings/<uuid:meeting_id>/pack/", packs.pack_page, name="pack"),
    path("packs/<uuid:pack_id>/<str:kind>/", packs.file, name="file"),
]
