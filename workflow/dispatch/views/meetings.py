"""One sitting: when and why then, agenda and attendees with their reasons, material, and what a dispatcher may do."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import Conflict, NotFound, Stale
from projects.ledger.models import Project
from projects.ledger.stages import Standing
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.dispatch import services
from workflow.dispatch.forms import AskForm, CancelForm, EntryForm, MoveForm
from workflow.dispatch.models import AgendaEntry, AgendaReason, EntryState, MaterialRequest, Meeting, MeetingState
from workflow.dispatch.policies import check_may_dispatch, may_dispatch
from workflow.dispatch.queries import agenda_of, region_of
from workflow.dispatch.queries.collisions import colliding_with
from workflow.dispatch.seen import Seen
from workflow.dispatch.views.conflicts import show_conflict
from workflow.dispatch.views.deeds import AFTER_TOO, DEEDS
from workflow.dispatch.wording import rule_text

MOST_EVENTS = 12
MOST_CANDIDATES = 500


@require_http_methods(["GET", "POST"])
@needs(Permission.DISPATCH_READ)
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Read a sitting; ``do``: one of ``deeds.DEEDS``."""
    sitting = find_meeting(meeting_id, officer_of(request))
    if request.method == "GET":
        return _show(request, sitting)
    check_may_dispatch(sitting.series.organisation, officer_of(request))
    name = request.POST.get("do", "")
    deed = DEEDS.get(name)
    if deed is None:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")
    if name not in AFTER_TOO:
        services.check_called(sitting)
    try:
        form = deed(request, sitting)
    except Stale as stale:
        if stale.code != "agenda_stale":
            raise
        return show_conflict(request, find_meeting(meeting_id, officer_of(request)))
    return redirect("dispatch:meeting", sitting.pk) if form is None else _show(request, sitting, form)


def find_meeting(meeting_id: UUID, officer: Officer) -> Meeting:
    """The visible sitting, or ``NotFound``."""
    visible = Meeting.objects.visible_to(officer).select_related(
        "series__organisation", "series__chair", "series__body", "merged_into__series"
    )
    sitting = one_or_none(visible.filter(pk=meeting_id))
    if sitting is None:
        raise NotFound("没有找到这次调度会，或它不在您的查看范围内。")
    return sitting


def _agenda(sitting: Meeting, officer: Officer) -> QuerySet[AgendaEntry]:
    """The entries with what was asked on them."""
    requests = MaterialRequest.objects.filter(withdrawn_at=None).select_related("organisation")
    asked = Prefetch("requests", queryset=requests.order_by("due_on", "asked_at", "id"), to_attr="asked")
    return agenda_of(sitting, officer).prefetch_related(asked)


def _sees_all(sitting: Meeting, officer: Officer) -> bool:
    """Does the officer's scope cover the region of the meeting? Says nothing about what is on the agenda."""
    root = officer.scope_root
    return root is not None and root.contains(region_of(sitting.series))


def _sums(agenda: list[AgendaEntry]) -> list[tuple[str, int]]:
    """How many entries each reason concerns."""
    counted = Counter(code for entry in agenda for code, _ in entry.reason_labels)
    return [(str(label), counted[value]) for value, label in AgendaReason.choices if counted[value]]


def _until(sitting: Meeting, today: date) -> str:
    """还有 3 天, 明天, 今天; nothing once it is over."""
    if sitting.state != MeetingState.CALLED:
        return ""
    days = (timezone.localdate(sitting.starts_at) - today).days
    near = {0: "今天", 1: "明天"}
    return near.get(days) or (f"还有 {days} 天" if days > 0 else "已过开会日期")


def _first_of(sitting: Meeting) -> dict[str, object]:
    local = timezone.localtime(sitting.starts_at)
    return {"on": local.date(), "time": local.time(), "place": sitting.place}


def _candidates(sitting: Meeting, officer: Officer) -> QuerySet[Project]:
    """Projects that may be put on the agenda, for the suggestions of the input."""
    under = Project.objects.visible_to(officer).under(region_of(sitting.series))
    return under.filter(standing=Standing.ACTIVE).only("number", "name").order_by("number")[:MOST_CANDIDATES]


def _forms(sitting: Meeting, agenda: list[AgendaEntry], officer: Officer, form: Form | None) -> dict[str, object]:
    """The forms of the page; the one that was refused as it was typed."""
    return {
        "move": form if isinstance(form, MoveForm) else MoveForm(initial=_first_of(sitting)),
        "cancel": form if isinstance(form, CancelForm) else CancelForm(),
        "entry_form": form if isinstance(form, EntryForm) else EntryForm(officer),
        "ask_form": form if isinstance(form, AskForm) else AskForm(agenda, officer),
        "candidates": _candidates(sitting, officer),
        "collisions": colliding_with(sitting),
    }


def _material(agenda: list[AgendaEntry], today: date) -> dict[str, Any]:
    """How many units have sent what they were asked for, and who is late."""
    asked = [one for entry in agenda for one in entry.asked]  # type: ignore[attr-defined]  # prefetched
    missing = sorted({one.organisation.label for one in asked if not one.is_answered and one.is_late(today)})
    return {"asked": len(asked), "answered": sum(one.is_answered for one in asked), "missing": missing}


def _show(request: HttpRequest, sitting: Meeting, form: Form | None = None) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    today = timezone.localdate(now)
    agenda, seen = list(_agenda(sitting, officer)), Seen.by(officer, sitting)
    may = may_dispatch(sitting.series.organisation, officer)
    is_open = sitting.state == MeetingState.CALLED
    has_begun = sitting.starts_at <= now
    visible = sitting.agenda.filter(project__in=Project.objects.visible_to(officer))
    removed = visible.filter(removed_at__isnull=False).select_related("project", "removed_by")
    events = sitting.events.select_related("by").order_by("-at", "-pk")
    context = {
        "meeting": sitting,
        "rule": rule_text(sitting.series),
        "shifted": timezone.localdate(sitting.starts_at) != sitting.nominal_on,
        "until": _until(sitting, today),
        "today": today,
        "agenda": agenda,
        "agenda_sums": _sums(agenda),
        "material": _material(agenda, today),
        "states": EntryState.choices,
        "is_partial": not _sees_all(sitting, officer),
        "removed": list(removed) if may else [],
        "attendees": list(sitting.attendees.current().select_related("officer__organisation")),
        "events": [one for one in events if seen.may_read(one)][:MOST_EVENTS],
        "may_dispatch": may,
        "is_open": is_open,
        "may_hold": is_open and has_begun,
        "may_mark": may and has_begun and sitting.state != MeetingState.CANCELLED,
        **(_forms(sitting, agenda, officer, form) if may and is_open else {}),
    }
    return render(request, "dispatch/meeting.html", context, status=422 if form else 200)
