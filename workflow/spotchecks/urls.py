"""Addresses of the room."""

app_name = "spotchecks"
urlpatterns: list = []
