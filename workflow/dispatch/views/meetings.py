"""One sitting: when and why then, agenda and attendees with their reasons, and what a dispatcher may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import Conflict, DomainError, NotFound, Stale
from projects.ledger.models import Project, Responsibility
from projects.ledger.stages import Standing
from projects.people.models import Officer
from projects.people.requests import needs, number_of, officer_of, version_of
from projects.people.roles import Permission
from workflow.dispatch import services
from workflow.dispatch.forms import CancelForm, EntryForm, MoveForm
from workflow.dispatch.models import AgendaEntry, AgendaReason, Meeting, MeetingState
from workflow.dispatch.policies import check_may_dispatch, may_dispatch
from workflow.dispatch.queries import region_of
from workflow.dispatch.seen import Seen
from workflow.dispatch.wording import rule_text

MOST_EVENTS = 12
MOST_CANDIDATES = 500
FIELDS = {"starts_at": "on"}


@require_http_methods(["GET", "POST"])
@needs(Permission.DISPATCH_READ)
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Read a sitting; ``do`` = refresh, add, remove, move, cancel, hold."""
    sitting = _find(meeting_id, officer_of(request))
    if request.method == "GET":
        return _show(request, sitting)
    check_may_dispatch(sitting.series.organisation, officer_of(request))
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")
    services.check_called(sitting)
    form = deed(request, sitting)
    return redirect("dispatch:meeting", sitting.pk) if form is None else _show(request, sitting, form)


def _find(meeting_id: UUID, officer: Officer) -> Meeting:
    visible = Meeting.objects.visible_to(officer).select_related("series__organisation", "series__chair")
    sitting = visible.filter(pk=meeting_id).first()
    if sitting is None:
        raise NotFound("没有找到这次调度会，或它不在您的查看范围内。")
    return sitting


def _refuse(form: Form, refused: DomainError) -> Form:
    """Put a refusal at its field, or on top of the form it answers."""
    if isinstance(refused, Stale):
        raise refused
    field = FIELDS.get(refused.field or "", refused.field)
    form.add_error(field if field in form.fields else None, refused.detail)
    return form


def _move(request: HttpRequest, sitting: Meeting) -> Form | None:
    form = MoveForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    starts_at = datetime.combine(said["on"], said["time"], timezone.get_current_timezone())
    try:
        services.move_meeting(
            sitting.pk,
            starts_at=starts_at,
            place=said["place"],
            reason=said["reason"],
            by=officer_of(request),
            now=timezone.now(),
            expected_version=version_of(request),
        )
    except DomainError as refused:
        return _refuse(form, refused)
    messages.success(request, "已改期，参会人会收到变更通知，日历同步更新。")
    return None


def _cancel(request: HttpRequest, sitting: Meeting) -> Form | None:
    form = CancelForm(request.POST)
    if not form.is_valid():
        return form
    reason, by = form.cleaned_data["reason"], officer_of(request)
    try:
        services.cancel_meeting(
            sitting.pk, reason=reason, by=by, now=timezone.now(), expected_version=version_of(request)
        )
    except DomainError as refused:
        return _refuse(form, refused)
    messages.success(request, "已取消，参会人会收到通知。")
    return None


def _hold(request: HttpRequest, sitting: Meeting) -> Form | None:
    services.hold_meeting(sitting.pk, by=officer_of(request), now=timezone.now(), expected_version=version_of(request))
    messages.success(request, "已标记召开。")
    return None


def _refresh(request: HttpRequest, sitting: Meeting) -> Form | None:
    services.refresh_agenda(sitting.pk, by=officer_of(request), now=timezone.now())
    messages.success(request, "议题已按最新情况更新，手工增加和移出的保持不变。")
    return None


def _add(request: HttpRequest, sitting: Meeting) -> Form | None:
    by = officer_of(request)
    form = EntryForm(by, request.POST)
    if not form.is_valid():
        return form
    project, detail = form.cleaned_data["project"], form.cleaned_data["detail"]
    try:
        services.add_entry(sitting.pk, project.pk, detail=detail, by=by, now=timezone.now())
    except DomainError as refused:
        return _refuse(form, refused)
    messages.success(request, f"“{project.name}”已列入议题。")
    return None


def _remove(request: HttpRequest, sitting: Meeting) -> Form | None:
    visible = Project.objects.visible_to(officer_of(request))
    entry = sitting.agenda.filter(pk=number_of(request, "entry") or 0, project__in=visible).first()
    if entry is None:
        raise NotFound("没有找到这个议题，请刷新页面。")
    reason = request.POST.get("reason", "")
    services.remove_entry(entry.pk, reason=reason, by=officer_of(request), now=timezone.now())
    messages.success(request, "已移出议题。")
    return None


DEEDS: dict[str, Callable[[HttpRequest, Meeting], Form | None]] = {
    "move": _move,
    "cancel": _cancel,
    "hold": _hold,
    "refresh": _refresh,
    "add": _add,
    "remove": _remove,
}


def _agenda(sitting: Meeting, officer: Officer) -> QuerySet[AgendaEntry]:
    """What is on the agenda of projects that the officer sees."""
    chiefs = Responsibility.objects.current().chiefs().select_related("officer")
    current = Prefetch("project__responsibilities", queryset=chiefs, to_attr="current_chiefs")
    entries = sitting.agenda.current().filter(project__in=Project.objects.visible_to(officer))
    entries = entries.select_related("project__landing_organisation")
    return entries.prefetch_related(current).order_by("position", "pk")


def _sees_all(sitting: Meeting, officer: Officer) -> bool:
    """Does the officer's scope cover the region of the meeting? Says nothing about what is on the agenda."""
    root = officer.scope_root
    return root is not None and root.contains(region_of(sitting.series))


def _sums(agenda: list[AgendaEntry]) -> list[tuple[str, int]]:
    counted = Counter(entry.reason for entry in agenda)
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


def _forms(sitting: Meeting, officer: Officer, form: Form | None) -> dict[str, object]:
    """The three forms of the page; the one that was refused as it was typed."""
    return {
        "move": form if isinstance(form, MoveForm) else MoveForm(initial=_first_of(sitting)),
        "cancel": form if isinstance(form, CancelForm) else CancelForm(),
        "entry_form": form if isinstance(form, EntryForm) else EntryForm(officer),
        "candidates": _candidates(sitting, officer),
    }


def _show(request: HttpRequest, sitting: Meeting, form: Form | None = None) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    agenda, seen = list(_agenda(sitting, officer)), Seen.by(officer, sitting)
    may = may_dispatch(sitting.series.organisation, officer)
    is_open = sitting.state == MeetingState.CALLED
    visible = sitting.agenda.filter(project__in=Project.objects.visible_to(officer))
    removed = visible.filter(removed_at__isnull=False).select_related("project", "removed_by")
    events = sitting.events.select_related("by").order_by("-at", "-pk")
    context = {
        "meeting": sitting,
        "rule": rule_text(sitting.series),
        "shifted": timezone.localdate(sitting.starts_at) != sitting.nominal_on,
        "until": _until(sitting, timezone.localdate(now)),
        "agenda": agenda,
        "agenda_sums": _sums(agenda),
        "is_partial": not _sees_all(sitting, officer),
        "removed": list(removed) if may else [],
        "attendees": list(sitting.attendees.current().select_related("officer__organisation")),
        "events": [one for one in events if seen.may_read(one)][:MOST_EVENTS],
        "may_dispatch": may,
        "is_open": is_open,
        "may_hold": is_open and sitting.starts_at <= now,
        **(_forms(sitting, officer, form) if may and is_open else {}),
    }
    return render(request, "dispatch/meeting.html", context, status=422 if form else 200)
