"""加开: a sitting called by hand, with its reason and in time; the only sittings that a mobilisation has."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.lines import check_line
from projects.people.models import Officer
from projects.workdays import queries as workdays
from projects.workdays.days import ONE_DAY
from workflow.dispatch.models import DispatchEvent, Meeting, Series
from workflow.dispatch.services.attendance import call_people
from workflow.dispatch.services.locks import lock_series, record
from workflow.dispatch.services.meetings import LONGEST_PLACE, check_day_free, reason_of, when_text
from workflow.dispatch.services.numbering import next_number
from workflow.dispatch.services.planning import renew_next_agenda


@audited()
def add_meeting(
    series_id: UUID,
    *,
    starts_at: datetime,
    place: str = "",
    reason: str,
    is_urgent: bool = False,
    by: Officer,
    now: datetime,
) -> Meeting:
    """Call an extra sitting. ``place``: that of the series unless said otherwise.

    Called at least ``notice_workdays`` of the series ahead: so many working days lie between today and the sitting,
    its own day included; ``is_urgent`` says that this is known and meant. A rest day is the caller's choice.
    """
    series = lock_series(series_id, by=by)
    if not series.is_active:
        raise Conflict(f"“{series.name}”已停用，请先启用再加开会议。")
    why = reason_of(reason, "加开")
    where = check_line(place, "地点", "place") or series.place
    if len(where) > LONGEST_PLACE:
        raise Invalid(f"地点不能超过{LONGEST_PLACE}个字，请缩短。", "place")
    check_plausible(starts_at, "starts_at")
    if starts_at <= now:
        raise Invalid("开会时间已经过去，请填写将来的时间。", "starts_at")
    check_day_free(series, starts_at, but=None)
    if not is_urgent:
        _check_notice(series, starts_at, now=now)
    meeting = Meeting.objects.create(
        series=series,
        number=next_number(series),
        nominal_on=timezone.localdate(starts_at),
        starts_at=starts_at,
        place=where,
        is_extra=True,
        is_urgent=is_urgent,
        extra_reason=why,
        called_at=now,
        created_at=now,
        updated_at=now,
    )
    record(meeting, DispatchEvent.Kind.EXTRA, by=by, now=now, note=f"{when_text(meeting)}：{why}")
    call_people(meeting, now=now)
    renew_next_agenda(series, now=now)
    return meeting


def workdays_of_notice(today: date, on: date) -> int:
    """Working days after ``today`` up to and with ``on``; beyond the loaded calendar by weekdays."""
    loaded = workdays.calendar(today, on)
    ahead = (today + ONE_DAY * number for number in range(1, (on - today).days + 1))
    return sum(loaded.day(day).is_workday for day in ahead)


def _check_notice(series: Series, starts_at: datetime, *, now: datetime) -> None:
    given = workdays_of_notice(timezone.localdate(now), timezone.localdate(starts_at))
    if given < series.notice_workdays:
        raise Invalid(
            f"“{series.name}”加开会议应至少提前{series.notice_workdays}个工作日通知，"
            f"现在只有{given}个工作日，请另选日期；确需召开的，请勾选“紧急加开”。",
            "starts_at",
            "short_notice",
        )
