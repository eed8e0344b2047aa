"""Addresses of the room."""

from django.urls import path

from workflow.items import views

app_name = "items"
urlpatterns = [
    path("items/", views.listed, name="list"),
    path("items/new/", views.issue, name="new"),
    path("items/export.xlsx", views.export, name="export"),
    path("items/urge/", views.urge, name="urge"),
    path("items/<uuid:item_id>/", views.item_page, name="item"),
    path("items/<uuid:item_id>/files/<uuid:file_id>/", views.item_file, name="file"),
]
