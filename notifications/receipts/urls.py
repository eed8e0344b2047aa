"""Addresses of the room."""

from django.urls import path

from notifications.receipts import views

app_name = "receipts"
urlpatterns = [
    path("reminders/receipts/", views.receipts, name="receipts"),
    path("reminders/<uuid:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("known/<str:word>/", views.link, name="link"),
]
