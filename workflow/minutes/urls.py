"""Addresses of the room."""

from django.urls import path

from workflow.minutes.views import attendance, minutes, papers, room

app_name = "minutes"
urlpatterns = [
    path("minutes/", minutes.listed, name="list"),
    path("meetings/<uuid:meeting_id>/room/", room.room, name="room"),
    path("meetings/<uuid:meeting_id>/room/decisions/", room.decided, name="decided"),
    path("meetings/<uuid:meeting_id>/room/entries/", room.entries, name="entries"),
    path("meetings/<uuid:meeting_id>/attendance/", attendance.attendance, name="attendance"),
    path("meetings/<uuid:meeting_id>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<uuid:meeting_id>/minutes/edit/", minutes.edit, name="edit"),
    path("meetings/<uuid:meeting_id>/minutes/preview/", papers.preview, name="preview"),
    path("meetings/<uuid:meeting_id>/minutes/<str:kind>/", papers.file, name="file"),
]
