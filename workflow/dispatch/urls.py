"""Addresses of dispatch meetings."""

from django.urls import path

from workflow.dispatch import views

app_name = "dispatch"
urlpatterns = [
    path("meetings/", views.calendar, name="calendar"),
    path("meetings/series/", views.series_list, name="series"),
    path("meetings/series/new/", views.series_new, name="series_new"),
    path("meetings/series/preview/", views.series_preview, name="series_preview"),
    path("meetings/series/<uuid:series_id>/", views.series_edit, name="series_edit"),
    path("meetings/series/<uuid:series_id>/extra/", views.meeting_new, name="meeting_new"),
    path("meetings/materials/", views.materials, name="materials"),
    path("meetings/materials/<uuid:request_id>/", views.material, name="material"),
    path("meetings/materials/files/<uuid:file_id>/", views.material_file, name="material_file"),
    path("meetings/feeds/", views.feeds, name="feeds"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("meetings/<uuid:meeting_id>/", views.meeting, name="meeting"),
]
