"""Addresses of dispatch meetings: agendas, decisions, minutes, packs, material, series."""

from __future__ import annotations

from typing import Any

from django.urls import path

from projects.gateway.rendering import JSONParser
from workflow.dispatch.api import AgendaDoor, MaterialDoor, MeetingDoor, SeriesDoor
from workflow.minutes.api import DecisionsDoor, DeedsDoor, MinutesDoor
from workflow.packs.api import MeetingPackDoor, PackDoor, PlanDoor

AGENDA_ACTIONS = {"place": "place", "remove": "remove", "mark": "mark", "requests": "ask"}
MINUTES_ACTIONS = {
    "submit": "submit",
    "return": "send_back",
    "confirm": "confirm",
    "corrections": "correct",
    "send": "send",
    "remind": "remind",
}
MINUTES = "meetings/<uuid:pk>/minutes"

meeting_routes: list[Any] = [
    path(
        "meetings/<uuid:pk>/decisions/",
        DecisionsDoor.as_view({"get": "decisions", "post": "decide"}),
        name="meeting-decisions",
    ),
    path(
        "meetings/<uuid:pk>/decisions/<uuid:decision_id>/drop/",
        DecisionsDoor.as_view({"post": "drop"}),
        name="meeting-decision-drop",
    ),
    path(
        f"{MINUTES}/",
        MinutesDoor.as_view({"get": "retrieve", "post": "draft", "patch": "partial_update"}),
        name="meeting-minutes",
    ),
    path(f"{MINUTES}/acknowledge/", MinutesDoor.as_view({"post": "acknowledge"}), name="meeting-minutes-acknowledge"),
    path(f"{MINUTES}/attendance/", DeedsDoor.as_view({"put": "attendance"}), name="meeting-minutes-attendance"),
    *(
        path(f"{MINUTES}/{word}/", DeedsDoor.as_view({"post": action}), name=f"meeting-minutes-{word}")
        for word, action in MINUTES_ACTIONS.items()
    ),
    path(f"{MINUTES}/files/<str:kind>/", MinutesDoor.as_view({"get": "file"}), name="meeting-minutes-file"),
    path("meetings/<uuid:pk>/packs/", MeetingPackDoor.as_view({"get": "list", "post": "create"}), name="meeting-packs"),
    path("meetings/<uuid:pk>/pack/", MeetingPackDoor.as_view({"get": "latest", "post": "create"}), name="meeting-pack"),
    path("packs/<uuid:pk>/", PackDoor.as_view({"get": "retrieve"}), name="pack-detail"),
    path("packs/<uuid:pk>/files/<str:kind>/", PackDoor.as_view({"get": "file"}), name="pack-file"),
    path(
        "meeting-series/<uuid:pk>/pack-plan/",
        PlanDoor.as_view({"get": "retrieve", "put": "update"}),
        name="meeting-series-pack-plan",
    ),
    path("meetings/<uuid:pk>/merge/", MeetingDoor.as_view({"post": "merge"}), name="meetings-merge"),
    path(
        "meetings/<uuid:pk>/agenda/",
        AgendaDoor.as_view({"get": "list", "post": "create", "put": "order", "patch": "partial_update"}),
        name="meeting-agenda",
    ),
    *(
        path(
            f"meetings/<uuid:pk>/agenda/{word}/",
            AgendaDoor.as_view({"post": action}),
            name=f"meeting-agenda-{word}",
        )
        for word, action in AGENDA_ACTIONS.items()
    ),
    path("meeting-series/<uuid:pk>/preview/", SeriesDoor.as_view({"get": "preview"}), name="meeting-series-preview"),
    path("meeting-series/<uuid:pk>/meetings/", SeriesDoor.as_view({"post": "extra"}), name="meeting-series-meetings"),
    path(
        "material-requests/<uuid:pk>/answers/",
        MaterialDoor.as_view({"post": "answer"}),
        name="material-requests-answers",
    ),
    path(
        "material-requests/<uuid:pk>/withdraw/",
        MaterialDoor.as_view({"post": "withdraw"}, parser_classes=[JSONParser]),
        name="material-requests-withdraw",
    ),
    path(
        "material-requests/<uuid:pk>/files/<uuid:file_id>/",
        MaterialDoor.as_view({"get": "file"}),
        name="material-requests-file",
    ),
]
