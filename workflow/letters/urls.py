"""Addresses of the room."""

from django.urls import path

from workflow.letters import views

app_name = "letters"
urlpatterns = [
    path("letters/", views.listed, name="list"),
    path("letters/export/", views.export, name="export"),
    path("letters/new/", views.new, name="new"),
    path("letters/rules/", views.ladders, name="ladders"),
    path("letters/rules/<uuid:organisation_id>/", views.ladder, name="ladder"),
    path("letters/rules/<uuid:organisation_id>/propose/", views.propose, name="propose"),
    path("letters/talks/", views.talks, name="talks"),
    path("letters/talks/new/", views.talk_new, name="talk_new"),
    path("letters/talks/<uuid:talk_id>/", views.talk, name="talk"),
    path("letters/attachments/<uuid:file_id>/", views.attachment, name="attachment"),
    path("letters/<uuid:letter_id>/", views.detail, name="detail"),
    path("letters/<uuid:letter_id>/edit/", views.edit, name="edit"),
    path("letters/<uuid:letter_id>/<slug:format_>/", views.copy, name="copy"),
]
