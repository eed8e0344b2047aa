"""Addresses of district systems and their keys."""

from django.urls import path

from projects.gateway import views

app_name = "gateway"
urlpatterns = [
    path("clients/", views.clients, name="clients"),
    path("clients/new/", views.client_new, name="client_new"),
    path("clients/<uuid:client_id>/", views.client, name="client"),
    path("clients/<uuid:client_id>/edit/", views.client_edit, name="client_edit"),
    path("clients/<uuid:client_id>/disable/", views.client_disable, name="client_disable"),
    path("clients/<uuid:client_id>/enable/", views.client_enable, name="client_enable"),
    path("clients/<uuid:client_id>/keys/new/", views.key_new, name="key_new"),
    path("clients/keys/<uuid:key_id>/revoke/", views.key_revoke, name="key_revoke"),
]
