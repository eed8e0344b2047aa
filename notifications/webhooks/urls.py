"""Addresses of the room: beside 系统接入, and behind the same wall."""

from django.urls import path

from notifications.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("clients/webhooks/", views.webhooks, name="webhooks"),
    path("clients/webhooks/new/", views.webhook_new, name="webhook_new"),
    path("clients/webhooks/networks/", views.networks, name="networks"),
    path("clients/webhooks/networks/<uuid:network_id>/remove/", views.network_remove, name="network_remove"),
    path("clients/webhooks/deliveries/<uuid:delivery_id>/replay/", views.delivery_replay, name="delivery_replay"),
    path("clients/webhooks/<uuid:webhook_id>/", views.webhook, name="webhook"),
    path("clients/webhooks/<uuid:webhook_id>/edit/", views.webhook_edit, name="webhook_edit"),
    path("clients/webhooks/<uuid:webhook_id>/disable/", views.webhook_disable, name="webhook_disable"),
    path("clients/webhooks/<uuid:webhook_id>/enable/", views.webhook_enable, name="webhook_enable"),
    path("clients/webhooks/<uuid:webhook_id>/rotate/", views.webhook_rotate, name="webhook_rotate"),
    path("clients/webhooks/<uuid:webhook_id>/test/", views.webhook_test, name="webhook_test"),
    path("clients/webhooks/<uuid:webhook_id>/remove/", views.webhook_remove, name="webhook_remove"),
]
