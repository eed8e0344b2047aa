"""Locks and checks. Series, then sitting (as dispatch does), then the minutes: two writers never wait in a ring."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.people.models import Officer
from workflow.dispatch.models import Meeting
from workflow.dispatch.services.locks import lock_meeting
from workflow.minutes.models import Minutes
from workflow.minutes.policies import check_may_edit, check_may_record, check_open

MISSING = "没有找到这次调度会，或它不在您的查看范围内。"
NO_DRAFT = "这次会议还没有起草纪要，请先起草。"


def locked_sitting(meeting_id: UUID, *, by: Officer) -> Meeting:
    """The sitting under lock, open for records of its office."""
    meeting = _locked(meeting_id, by=by)
    check_may_record(meeting, by)
    check_open(meeting)
    return meeting


def locked_draft(meeting_id: UUID, *, by: Officer, expected_version: int | None = None) -> Minutes:
    """The minutes under lock, open, for the office or the chair."""
    minutes = locked_minutes(meeting_id, by=by, expected_version=None)
    check_may_edit(minutes.meeting, by)
    check_open(minutes.meeting)
    check_version(minutes, expected_version)
    return minutes


def locked_minutes(meeting_id: UUID, *, by: Officer, expected_version: int | None = None) -> Minutes:
    """The minutes under lock, in whatever state, of a visible sitting."""
    meeting = _locked(meeting_id, by=by)
    minutes = Minutes.objects.select_for_update(no_key=True).filter(meeting=meeting).first()
    if minutes is None:
        raise Conflict(NO_DRAFT, "no_minutes")
    minutes.meeting = meeting
    check_version(minutes, expected_version)
    return minutes


def check_version(minutes: Minutes, expected_version: int | None) -> None:
    """``Stale`` for who looked at an older one."""
    if expected_version is not None and expected_version != minutes.version:
        raise Stale


def touch(meeting: Meeting, *, by: Officer, now: datetime) -> None:
    """Decisions and attendance are part of the minutes: a draft that somebody looks at is no longer the newest."""
    Minutes.objects.filter(meeting=meeting).update(version=F("version") + 1, updated_by=by, updated_at=now)


def check_text(text: str, label: str, field: str, most: int, *, is_needed: bool = True) -> str:
    """``text`` without the blanks around it; ``Invalid`` for an empty one, a long one, or one with a NUL."""
    text = text.strip()
    if is_needed and not text:
        raise Invalid(f"请填写{label}。", field, "required")
    if len(text) > most or "\x00" in text:
        raise Invalid(f"“{label}”最多{most}个字，且不能含不可见字符。", field)
    return text


def _locked(meeting_id: UUID, *, by: Officer) -> Meeting:
    if not Meeting.objects.visible_to(by).filter(pk=meeting_id).exists():
        raise NotFound(MISSING)
    return lock_meeting(meeting_id, by=None)
