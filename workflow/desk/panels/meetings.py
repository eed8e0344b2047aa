"""会议: sittings that had or will have the project on the agenda, newest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from workflow.desk.panels.base import Panel, Visit
from workflow.dispatch.models import AgendaEntry, Meeting


def _fill(visit: Visit) -> dict[str, Any]:
    return {"meetings": _rows(visit).select_related("meeting__series").order_by("-meeting__starts_at")}


def _rows(visit: Visit) -> QuerySet[AgendaEntry]:
    seen = Meeting.objects.visible_to(visit.officer)
    return AgendaEntry.objects.filter(project=visit.project, meeting__in=seen)


PANEL = Panel("meetings", "会议", "desk/tabs/_meetings.html", _fill, _rows)
