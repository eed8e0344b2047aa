"""Sittings are created ahead by the system, numbered by sequence, and kept in step with rule and calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from projects.audit.services import note
from projects.people.models import Officer
from projects.workdays.days import LONGEST_REST, ONE_DAY
from projects.workdays.models import CalendarYear
from workflow.dispatch.models import DispatchEvent, Meeting, MeetingState, Series
from workflow.dispatch.queries import AGENDA_AT_LEAST, latest_change, next_meeting, planned_days
from workflow.dispatch.series import Planned
from workflow.dispatch.services.agenda import apply_rules, refresh_agenda
from workflow.dispatch.services.asking import follow_meeting
from workflow.dispatch.services.attendance import call_people
from workflow.dispatch.services.locks import Over, held_series, record, save
from workflow.dispatch.services.meetings import hold_past_meetings, mark_changed, when_text, withdraw
from workflow.dispatch.services.numbering import next_number

HORIZON_DAYS = 42
AGENDA_MARGIN = timedelta(minutes=5)
"""A change is stamped before its transaction ends: look back a little so that none slips through."""


@dataclass(frozen=True)
class CalendarState:
    """What is loaded: the last promised day, and when the calendar last changed."""

    promised_to: date
    loaded_at: datetime | None

    @classmethod
    def read(cls) -> CalendarState:
        """One query."""
        row = CalendarYear.objects.aggregate(at=Max("loaded_at"), year=Max("year", filter=Q(is_official=True)))
        return cls(date(row["year"], 12, 31) if row["year"] else date.min, row["at"])


def plan_meetings(now: datetime, *, horizon_days: int = HORIZON_DAYS) -> int:
    """The tick. Calls sittings up to ``horizon_days`` ahead, closes past ones, renews the next agendas.

    Answers how many sittings were newly called. Run as often and by as many as you like: a second run finds nothing
    to do. A series that fails does not hold up the others; failures are raised together at the end.
    """
    hold_past_meetings(now=now)
    called, failures = 0, []
    for series_id in _series_to_plan(now, horizon_days):
        try:
            called += _plan_one(series_id, now=now, horizon_days=horizon_days)
        except Exception as failure:  # raised below, once the other series are served
            failures.append(failure)
    for meeting_id in _agendas_to_renew(now):
        try:
            refresh_agenda(meeting_id, by=None, now=now)
        except Over:  # since it was listed: there is nothing to renew any more
            continue
        except Exception as failure:  # raised below
            failures.append(failure)
    if failures:
        raise ExceptionGroup("planning failed", failures)
    return called


def arrange(series: Series, *, by: Officer | None, now: datetime, horizon_days: int = HORIZON_DAYS) -> list[Meeting]:
    """Make the sittings ahead of a locked series agree with its rule and the calendar; answers those newly called.

    In order of days: a sitting whose day changed is changed in place, surplus ones are withdrawn, missing ones
    called. Sittings moved by hand stay; days of sittings cancelled by hand are not called again. A sitting whose
    time has passed is never created: nobody could attend it, and the numbers go on with the next. A stopped series
    ought to sit on no day: all that the rule put there is withdrawn.
    """
    free = list(_movable(series, now=now))
    days, through = _open_days(series, free, now=now, horizon_days=horizon_days)
    for meeting in free[len(days) :]:
        withdraw(meeting, why=_withdrawal(series), by=by, cancelled_by=None, now=now)
    for meeting, day in _in_safe_order(zip(free, days, strict=False)):
        _follow(meeting, day, by=by, now=now)
    called = [_call(series, day, by=by, now=now) for day in days[len(free) :]]
    series.planned_through = through
    series.calendar_seen_at = CalendarState.read().loaded_at
    series.save(update_fields=["planned_through", "calendar_seen_at"])
    return called


def renew_next_agenda(series: Series, *, now: datetime) -> None:
    """Apply the agenda rules to the next sitting of a locked series."""
    meeting = next_meeting(series, now=now)
    if meeting:
        meeting.series = series
        apply_rules(meeting, now=now)


def starts_at(series: Series, on: date) -> datetime:
    """The instant a sitting on ``on`` begins, by the clock of the installation."""
    return timezone.make_aware(datetime.combine(on, series.time), timezone.get_default_timezone())


def _plan_one(series_id: UUID, *, now: datetime, horizon_days: int) -> int:
    with held_series(series_id) as series:
        return len(arrange(series, by=None, now=now, horizon_days=horizon_days)) if series.is_active else 0


def _series_to_plan(now: datetime, horizon_days: int) -> list[UUID]:
    """Series that are not planned far enough, or not on the present calendar. Two queries, usually no answer."""
    calendar = CalendarState.read()
    wanted = min(timezone.localdate(now) + timedelta(days=horizon_days), calendar.promised_to)
    due = Q(planned_through=None) | Q(planned_through__lt=wanted) | ~Q(calendar_seen_at=calendar.loaded_at)
    return list(Series.objects.filter(due, is_active=True).order_by("pk").values_list("pk", flat=True))


def _agendas_to_renew(now: datetime) -> list[UUID]:
    """The next sitting of each series, where something has changed since its agenda was made.

    Also of a stopped one: a sitting that was moved by hand still takes place.
    """
    following: dict[UUID, tuple[UUID, datetime | None]] = {}
    ahead = Meeting.objects.ahead(now).order_by("starts_at", "id")
    for series_id, meeting_id, made_at in ahead.values_list("series", "pk", "agenda_at"):
        following.setdefault(series_id, (meeting_id, made_at))
    stale_at = max(now - AGENDA_AT_LEAST, (latest_change() or now - AGENDA_AT_LEAST) + AGENDA_MARGIN)
    return [meeting for meeting, made_at in following.values() if made_at is None or made_at < stale_at]


def _movable(series: Series, *, now: datetime) -> Iterable[Meeting]:
    """No lock of their own: whoever writes a sitting that lies ahead holds its series. Extra ones stay put."""
    return series.meetings.ahead(now).filter(moved_by=None, is_extra=False).order_by("nominal_on")


def _open_days(
    series: Series, free: list[Meeting], *, now: datetime, horizon_days: int
) -> tuple[list[Planned], date | None]:
    """The days on which the series ought to sit and nothing else of it does; and how far that can be promised."""
    if not series.is_active:
        return [], None
    today = timezone.localdate(now)
    until = max(series.planned_through or today, today + timedelta(days=horizon_days))
    rows = planned_days(series.rule, today - LONGEST_REST, until)
    rows = [row for row in rows if starts_at(series, row.held_on or row.merged_into or row.nominal_on) > now]
    doubtful = next((row.nominal_on for row in rows if not row.promised), None)
    through = doubtful - ONE_DAY if doubtful else until
    nominal_days, days = _taken(series, free, now=now)
    free_rows = [row for row in rows if row.held_on and row.nominal_on <= through]
    return [row for row in free_rows if row.nominal_on not in nominal_days and row.held_on not in days], through


def _taken(series: Series, free: list[Meeting], *, now: datetime) -> tuple[set[date], set[date]]:
    """Nominal days and real days that sittings outside ``free`` occupy."""
    recent = timezone.localdate(now) - 3 * LONGEST_REST
    others = series.meetings.filter(nominal_on__gte=recent).exclude(pk__in=[meeting.pk for meeting in free])
    held = [meeting for meeting in others if meeting.state != MeetingState.CANCELLED]
    called_off = [meeting for meeting in others if meeting.cancelled_by_id]
    nominal_days = {meeting.nominal_on for meeting in (*held, *called_off) if not meeting.is_extra}
    return nominal_days, {timezone.localdate(meeting.starts_at) for meeting in held}


def _in_safe_order(pairs: Iterable[tuple[Meeting, Planned]]) -> list[tuple[Meeting, Planned]]:
    """Later-going ones from the back, then the rest from the front: no two ever stand on one nominal day."""
    moves = list(pairs)
    later = [move for move in moves if move[1].nominal_on > move[0].nominal_on]
    return [*reversed(later), *(move for move in moves if move[1].nominal_on <= move[0].nominal_on)]


def _follow(meeting: Meeting, day: Planned, *, by: Officer | None, now: datetime) -> None:
    """Put an existing sitting on ``day``; time and place come from the series."""
    series, before = meeting.series, when_text(meeting)
    was = (meeting.nominal_on, meeting.shift_reason)
    moment = starts_at(series, day.held_on or day.nominal_on)
    moved = (meeting.starts_at, meeting.place) != (moment, series.place)
    meeting.starts_at, meeting.place = moment, series.place
    meeting.nominal_on, meeting.shift_reason = day.nominal_on, day.reason
    if moved:
        mark_changed(meeting, now=now)
        follow_meeting(meeting, now=now)
        record(meeting, DispatchEvent.Kind.MOVED, by=by, now=now, note=f"{before} → {when_text(meeting)}")
    elif was != (meeting.nominal_on, meeting.shift_reason):
        save(meeting, now=now)
        note("dispatch.followed", "调度：按规则调整日期", meeting, by=by, now=now, detail=day.reason)


def _call(series: Series, day: Planned, *, by: Officer | None, now: datetime) -> Meeting:
    meeting = Meeting.objects.create(
        series=series,
        number=next_number(series),
        nominal_on=day.nominal_on,
        starts_at=starts_at(series, day.held_on or day.nominal_on),
        place=series.place,
        shift_reason=day.reason,
        called_at=now,
        created_at=now,
        updated_at=now,
    )
    record(meeting, DispatchEvent.Kind.CALLED, by=by, now=now, note=when_text(meeting))
    call_people(meeting, now=now)
    return meeting


def _withdrawal(series: Series) -> str:
    return "开会安排调整，本次会议取消" if series.is_active else "调度会系列已停用，本次会议取消"
