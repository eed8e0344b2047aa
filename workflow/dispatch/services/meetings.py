"""One sitting: moved, cancelled, held."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from projects.audit.services import audited
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.lines import check_line
from projects.people.models import Officer
from workflow.dispatch.models import DispatchEvent, Meeting, MeetingState, Series
from workflow.dispatch.series import day_text
from workflow.dispatch.services.asking import follow_meeting
from workflow.dispatch.services.locks import check_called, lock_meeting, record, save

HELD_AFTER = timedelta(days=1)
"""A sitting that nobody marked is taken as held this long after its start."""
_LONGEST_REASON = 200
LONGEST_PLACE = 80


@audited()
def move_meeting(
    meeting_id: UUID,
    *,
    starts_at: datetime,
    place: str | None = None,
    reason: str,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Meeting:
    """Set another time or place by hand; the rule no longer moves this sitting. A rest day is the caller's choice."""
    meeting = lock_meeting(meeting_id, by=by, expected_version=expected_version)
    check_called(meeting)
    why = reason_of(reason, "改期")
    where = meeting.place if place is None else check_line(place, "地点", "place")
    _check_move(meeting, starts_at, where, now=now)
    before = when_text(meeting)
    meeting.starts_at, meeting.place, meeting.shift_reason = starts_at, where, why
    meeting.moved_by = by
    mark_changed(meeting, now=now)
    follow_meeting(meeting, now=now)
    record(meeting, DispatchEvent.Kind.MOVED, by=by, now=now, note=f"{before} → {when_text(meeting)}：{why}")
    return meeting


@audited()
def cancel_meeting(
    meeting_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Meeting:
    """Call a sitting off, with a reason. Its number is used up; its day is not called again."""
    meeting = lock_meeting(meeting_id, by=by, expected_version=expected_version)
    check_called(meeting)
    withdraw(meeting, why=reason_of(reason, "取消"), by=by, cancelled_by=by, now=now)
    return meeting


@audited()
def hold_meeting(meeting_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Meeting:
    """Mark a sitting as held; only once it has begun."""
    meeting = lock_meeting(meeting_id, by=by, expected_version=expected_version)
    check_called(meeting)
    if meeting.starts_at > now:
        raise Conflict(f"{meeting.title}定于{when_text(meeting)}，尚未开始；如已提前召开，请先改期。")
    meeting.state = MeetingState.HELD
    save(meeting, now=now)
    record(meeting, DispatchEvent.Kind.HELD, by=by, now=now)
    return meeting


def hold_past_meetings(*, now: datetime) -> int:
    """The tick: sittings that began more than ``HELD_AFTER`` ago and were not cancelled count as held."""
    unmarked = Meeting.objects.filter(state=MeetingState.CALLED, starts_at__lte=now - HELD_AFTER)
    return sum(_hold_unmarked(meeting, now=now) for meeting in unmarked)


def withdraw(meeting: Meeting, *, why: str, by: Officer | None, cancelled_by: Officer | None, now: datetime) -> None:
    """Cancel a locked sitting. ``cancelled_by`` None: by a change of the rule, so that its day may be called again."""
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, why
    meeting.cancelled_at, meeting.cancelled_by = now, cancelled_by
    meeting.calendar_sequence += 1
    save(meeting, now=now)
    record(meeting, DispatchEvent.Kind.CANCELLED, by=by, now=now, note=why)


def mark_changed(meeting: Meeting, *, now: datetime) -> None:
    """Save a new time or place so that everybody called hears of it and calendars follow."""
    meeting.changed_at = now
    meeting.calendar_sequence += 1
    save(meeting, now=now)


def when_text(meeting: Meeting) -> str:
    """For example ``2026年11月30日（周一）09:00 市政府301会议室``."""
    local = timezone.localtime(meeting.starts_at)
    return f"{local.year}年{day_text(local.date())}{local:%H:%M} {meeting.place}"


def _check_move(meeting: Meeting, starts_at: datetime, place: str, *, now: datetime) -> None:
    check_plausible(starts_at, "starts_at")
    if starts_at <= now:
        raise Invalid("新的开会时间已经过去，请填写将来的时间。", "starts_at")
    if not place or len(place) > LONGEST_PLACE:
        raise Invalid(f"请填写地点，不超过{LONGEST_PLACE}个字。", "place")
    if (starts_at, place) == (meeting.starts_at, meeting.place):
        raise Invalid("时间和地点都没有变化，无需改期。", "starts_at")
    check_day_free(meeting.series, starts_at, but=meeting.pk)


def check_day_free(series: Series, starts_at: datetime, *, but: UUID | None) -> None:
    """One series sits once a day."""
    on = timezone.localdate(starts_at)
    others = series.meetings.exclude(state=MeetingState.CANCELLED)
    others = others.exclude(pk=but) if but else others
    for other in others.filter(starts_at__range=(starts_at - timedelta(days=1), starts_at + timedelta(days=1))):
        if timezone.localdate(other.starts_at) == on:
            raise Conflict(f"{day_text(on)}已有第{other.number}次会议，请另选日期，或先取消其中一次。")


def reason_of(reason: str, deed: str) -> str:
    """A reason as it is kept, or ``Invalid``."""
    why = reason.strip()
    if not why or len(why) > _LONGEST_REASON:
        raise Invalid(f"请填写{deed}原因，不超过{_LONGEST_REASON}个字。", "reason")
    return why


@audited()
def _hold_unmarked(meeting: Meeting, *, now: datetime) -> int:
    mine = Meeting.objects.filter(pk=meeting.pk, state=MeetingState.CALLED, version=meeting.version).update(
        state=MeetingState.HELD, version=F("version") + 1, updated_at=now
    )
    if mine:
        record(meeting, DispatchEvent.Kind.HELD, by=None, now=now, note="已过开会时间一天，系统记为已召开")
    return mine
