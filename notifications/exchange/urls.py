"""Addresses of the exchange of files, below the page of a client."""

from django.urls import path

from notifications.exchange import views

app_name = "exchange"
CLIENT = "clients/<uuid:client_id>/exchange/"
urlpatterns = [
    path(CLIENT, views.exchange, name="client"),
    path(f"{CLIENT}make/", views.make, name="make"),
    path(f"{CLIENT}receipt/", views.receipt, name="receipt"),
    path(f"{CLIENT}submit/", views.submit, name="submit"),
    path("clients/exchange/out/<uuid:package_id>/", views.download, name="download"),
    path("clients/exchange/in/<uuid:package_id>/", views.answers, name="answers"),
]
