"""What a dispatcher does on the page of a sitting: each takes the request, and answers its form when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from projects.errors import DomainError, NotFound, Stale
from projects.ledger.models import Project
from projects.people.requests import number_of, officer_of, version_of
from projects.rows import one_or_none
from workflow.dispatch import services
from workflow.dispatch.forms import AskForm, CancelForm, EntryForm, MoveForm
from workflow.dispatch.models import AgendaEntry, MaterialRequest, Meeting
from workflow.dispatch.queries import agenda_of

FIELDS = {"starts_at": "on"}


def _refuse(form: Form, refused: DomainError) -> Form:
    """Put a refusal at its field, or on top of the form it answers."""
    if isinstance(refused, Stale):
        raise refused
    field = FIELDS.get(refused.field or "", refused.field)
    form.add_error(field if field in form.fields else None, refused.detail)
    return form


def _seen(request: HttpRequest) -> int | None:
    """The version of the agenda that the page showed; None where the page did not say."""
    return number_of(request, "agenda_version")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": officer_of(request), "now": timezone.now()}


def _key(request: HttpRequest, name: str) -> UUID:
    """A key from the form; one that nothing has for anything garbled."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return UUID(int=0)


def entry_of(request: HttpRequest, sitting: Meeting) -> AgendaEntry:
    """The entry that the form names, of a project in sight, or ``NotFound``."""
    visible = Project.objects.visible_to(officer_of(request))
    entry = one_or_none(sitting.agenda.filter(pk=number_of(request, "entry") or 0, project__in=visible))
    if entry is None:
        raise NotFound("没有找到这个议题，请刷新页面。")
    return entry


def _move(request: HttpRequest, sitting: Meeting) -> Form | None:
    form = MoveForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    starts_at = datetime.combine(said["on"], said["time"], timezone.get_current_timezone())
    words = {"starts_at": starts_at, "place": said["place"], "reason": said["reason"]}
    try:
        services.move_meeting(sitting.pk, **words, **_who(request), expected_version=version_of(request))
    except DomainError as refused:
        return _refuse(form, refused)
    messages.success(request, "已改期，参会人会收到变更通知，日历同步更新。")
    return None


def _cancel(request: HttpRequest, sitting: Meeting) -> Form | None:
    form = CancelForm(request.POST)
    if not form.is_valid():
        return form
    reason = form.cleaned_data["reason"]
    try:
        services.cancel_meeting(sitting.pk, reason=reason, **_who(request), expected_version=version_of(request))
    except DomainError as refused:
        return _refuse(form, refused)
    messages.success(request, "已取消，参会人会收到通知。")
    return None


def _hold(request: HttpRequest, sitting: Meeting) -> Form | None:
    services.hold_meeting(sitting.pk, **_who(request), expected_version=version_of(request))
    messages.success(request, "已标记召开。")
    return None


def _refresh(request: HttpRequest, sitting: Meeting) -> Form | None:
    services.refresh_agenda(sitting.pk, **_who(request))
    messages.success(request, "议题已按最新情况更新，手工增加和移出的保持不变。")
    return None


def _add(request: HttpRequest, sitting: Meeting) -> Form | None:
    form = EntryForm(officer_of(request), request.POST)
    if not form.is_valid():
        return form
    project, detail = form.cleaned_data["project"], form.cleaned_data["detail"]
    try:
        services.add_entry(sitting.pk, project.pk, detail=detail, **_who(request))
    except DomainError as refused:
        return _refuse(form, refused)
    messages.success(request, f"“{project.name}”已列入议题。")
    return None


def _remove(request: HttpRequest, sitting: Meeting) -> Form | None:
    entry, reason = entry_of(request, sitting), request.POST.get("reason", "")
    services.remove_entry(entry.pk, reason=reason, **_who(request), expected_version=_seen(request))
    messages.success(request, "已移出议题。")
    return None


def _place(request: HttpRequest, sitting: Meeting) -> Form | None:
    entry, position = entry_of(request, sitting), number_of(request, "position") or 0
    services.place_entry(entry.pk, position, **_who(request), expected_version=_seen(request))
    messages.success(request, f"“{entry.project.name}”已移到第{position}项。")
    return None


def _mark(request: HttpRequest, sitting: Meeting) -> Form | None:
    entry = services.mark_entry(entry_of(request, sitting).pk, request.POST.get("state", ""), **_who(request))
    messages.success(request, f"“{entry.project.name}”记为{entry.get_state_display()}。")
    return None


def _ask(request: HttpRequest, sitting: Meeting) -> Form | None:
    form = AskForm(agenda_of(sitting, officer_of(request)), officer_of(request), request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    words = {"wanted": said["wanted"], "due_on": said["due_on"]}
    try:
        asked = services.ask_unit(said["entry"], said["organisation"], **words, **_who(request))
    except DomainError as refused:
        return _refuse(form, refused)
    messages.success(request, f"已请{asked.organisation}于{asked.due_on}前报送材料。")
    return None


def _unask(request: HttpRequest, sitting: Meeting) -> Form | None:
    seen = MaterialRequest.objects.visible_to(officer_of(request)).filter(entry__meeting=sitting)
    asked = one_or_none(seen.filter(pk=_key(request, "request")))
    if asked is None:
        raise NotFound("没有找到这项征询，请刷新页面。")
    services.withdraw_request(asked.pk, **_who(request))
    messages.success(request, "已撤回征询。")
    return None


def _merge(request: HttpRequest, sitting: Meeting) -> Form | None:
    other = one_or_none(Meeting.objects.visible_to(officer_of(request)).filter(pk=_key(request, "other")))
    if other is None:
        raise NotFound("没有找到要合并的会议，请刷新页面。")
    kept = services.merge_meetings(sitting.pk, other.pk, **_who(request))
    messages.success(request, f"已合并到{kept.title}，议题已转入，参会人会收到通知。")
    return None


DEEDS: dict[str, Callable[[HttpRequest, Meeting], Form | None]] = {
    "move": _move,
    "cancel": _cancel,
    "hold": _hold,
    "refresh": _refresh,
    "add": _add,
    "remove": _remove,
    "place": _place,
    "mark": _mark,
    "ask": _ask,
    "unask": _unask,
    "merge": _merge,
}
AFTER_TOO = ("mark",)
"""What is still done when the sitting is held."""
