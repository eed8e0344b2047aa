"""Meeting mode 会议模式: the slides, the decisions as everybody sees them, and what the queue of a browser sends."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.errors import Conflict, DomainError, Invalid
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.dispatch.models import Meeting, MeetingState
from workflow.minutes import services
from workflow.minutes.forms import DecisionForm
from workflow.minutes.models import Decision, Minutes
from workflow.minutes.policies import check_may_record, may_record
from workflow.minutes.queries.reading import decisions_of, sitting_of
from workflow.minutes.queries.room import Room, Slide, choices_for, room_of

MOST_BYTES = 20_000


@require_safe
@needs(Permission.DISPATCH_READ)
def room(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Every slide at once; the panel of decisions for the organising office while the minutes are open."""
    officer = officer_of(request)
    meeting = sitting_of(meeting_id, officer)
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict(f"{meeting.title}已取消，没有会议模式。", "meeting_cancelled")
    shown = room_of(meeting, officer, now=timezone.now())
    records = may_record(meeting, officer) and not _is_locked(meeting)
    context = {
        "meeting": meeting,
        "room": shown,
        "records": records,
        "setup": _setup(request, meeting, shown, records=records),
        "is_locked": _is_locked(meeting),
        **_decided(request, meeting),
    }
    return render(request, "minutes/room.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def decided(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the decisions, for the poll of every open window. POST: one decision out of the queue of a browser, as JSON.

    A POST answers 201 with the decision, also when the same key was there before; a refusal is JSON with its sentence.
    """
    meeting = sitting_of(meeting_id, officer_of(request))
    if request.method == "POST":
        return _record(request, meeting)
    return render(request, "minutes/_decided.html", _decided(request, meeting))


@require_POST
@needs(Permission.DISPATCH_READ)
def entries(request: HttpRequest, meeting_id: UUID) -> JsonResponse:
    """Out of the queue of a browser: an entry was discussed or not, or gets so many minutes. JSON, as ``decided``."""
    try:
        meeting = sitting_of(meeting_id, officer_of(request))
        check_may_record(meeting, officer_of(request))
        said = _said(request)
        entry = one_or_none(meeting.agenda.filter(pk=_number(said, "entry")))
        if entry is None:
            raise Invalid("这个议题不在本次会议的议程上，请刷新页面。", "entry")
        by, now = officer_of(request), timezone.now()
        if "minutes" in said:
            services.agree_minutes(entry.pk, _number(said, "minutes"), by=by, now=now)
        else:
            services.mark_discussed(entry.pk, str(said.get("state", "")), by=by, now=now)
    except DomainError as refused:
        return _refusal(refused)
    return JsonResponse({"entry": entry.pk}, status=201)


def _number(said: dict[str, Any], name: str) -> int:
    value = said.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise Invalid("提交的内容无法识别，请刷新页面后重试。", name)
    return value


def _refusal(refused: DomainError) -> JsonResponse:
    said = {"detail": refused.detail, "code": refused.code, "field": refused.field or ""}
    return JsonResponse(said, status=refused.status)


def _record(request: HttpRequest, meeting: Meeting) -> JsonResponse:
    try:
        made = _recorded(request, meeting)
    except DomainError as refused:
        return _refusal(refused)
    return JsonResponse({"id": str(made.pk), "key": str(made.key), "item": made.item.number}, status=201)


def _recorded(request: HttpRequest, meeting: Meeting) -> Decision:
    by = officer_of(request)
    check_may_record(meeting, by)
    form = DecisionForm(by, _said(request))
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        raise Invalid(f"{label}：{errors[0]}" if label else str(errors[0]), field)
    return services.record_decision(meeting.pk, **form.values(), by=by, now=timezone.now())


def _said(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Invalid("提交的内容无法识别，请刷新页面后重试。")
    if len(request.body) > MOST_BYTES:
        raise Invalid("提交的内容过长，请缩短议定事项。", "text")
    try:
        said = json.loads(request.body)
    except (ValueError, UnicodeDecodeError) as broken:
        raise Invalid("提交的内容无法识别，请刷新页面后重试。") from broken
    if not isinstance(said, dict) or any("\x00" in str(value) for value in said.values()):
        raise Invalid("提交的内容无法识别，请刷新页面后重试。")
    return said


def _decided(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    officer = officer_of(request)
    return {
        "meeting": meeting,
        "decisions": decisions_of(meeting, officer),
        "states": meeting.agenda.current().values_list("pk", "state"),
        "is_locked": _is_locked(meeting),
    }


def _is_locked(meeting: Meeting) -> bool:
    return Minutes.objects.filter(meeting=meeting, confirmed_at__isnull=False).exists()


def _setup(request: HttpRequest, meeting: Meeting, shown: Room, *, records: bool) -> dict[str, Any]:
    """What the script of the page starts from."""
    officer = officer_of(request)
    return {
        "meeting": str(meeting.pk),
        "me": str(officer.pk),
        "records": records,
        "send": reverse("minutes:decided", args=[meeting.pk]),
        "mark": reverse("minutes:entries", args=[meeting.pk]),
        "minutes": shown.minutes,
        "entries": [_entry(slide) for slide in shown.slides],
        **(choices_for(officer) if records else {"units": [], "officers": []}),
    }


def _entry(slide: Slide) -> dict[str, Any]:
    page = slide.page
    return {
        "id": slide.entry.pk,
        "minutes": slide.minutes,
        "name": page.name,
        "unit": page.unit,
        "state": slide.entry.state,
    }
