"""Where the doors of this room are."""

from django.urls import path

from notifications.outbox import demo_views, views

app_name = "outbox"
urlpatterns = [
    path("reminders/", views.ledger, name="ledger"),
    path("reminders/export/", views.export, name="export"),
    path("reminders/<uuid:pk>/", views.occurrence, name="occurrence"),
    path("reminders/<uuid:pk>/resend/", views.resend, name="resend"),
    path("reminders/deliveries/<uuid:pk>/decide/", views.decide, name="decide"),
    path("reminders/addresses/", views.own_addresses, name="addresses"),
    path("demo/mail/", demo_views.demo_mail, name="demo_mail"),
    path("demo/mail/<str:key>/", demo_views.demo_message, name="demo_message"),
    path("demo/mail/<str:key>/html/", demo_views.demo_html, name="demo_html"),
    path("demo/mail/<str:key>/parts/<int:index>/", demo_views.demo_part, name="demo_part"),
]
