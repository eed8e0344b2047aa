"""Two clerks on one agenda: what the other one did, what this one wanted, and both ways out. Nothing is lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.people.requests import number_of, officer_of
from workflow.dispatch.models import DispatchEvent, Meeting
from workflow.dispatch.queries import agenda_of
from workflow.dispatch.seen import Seen

_TOLD = 5
_OF_AGENDA = (
    DispatchEvent.Kind.ENTRY_ADDED,
    DispatchEvent.Kind.ENTRY_REMOVED,
    DispatchEvent.Kind.ENTRY_MOVED,
    DispatchEvent.Kind.MERGED,
)


def show_conflict(request: HttpRequest, sitting: Meeting) -> HttpResponse:
    """412: the agenda as it is now beside what was asked for, to be done all the same or given up."""
    officer = officer_of(request)
    agenda = list(agenda_of(sitting, officer))
    wanted = number_of(request, "entry")
    seen = Seen.by(officer, sitting)
    events = sitting.events.filter(kind__in=_OF_AGENDA).select_related("by").order_by("-at", "-pk")[: 4 * _TOLD]
    context = {
        "meeting": sitting,
        "agenda": agenda,
        "entry": next((one for one in agenda if one.pk == wanted), None),
        "do": request.POST.get("do", ""),
        "position": number_of(request, "position"),
        "reason": request.POST.get("reason", ""),
        "events": [one for one in events if seen.may_read(one)][:_TOLD],
    }
    return render(request, "dispatch/agenda_conflict.html", context, status=412)
