"""When a reminder is due. Instants are aware; a day is a day of the local calendar, whatever the host's time zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from projects.errors import DomainError
from projects.workdays.days import CalendarDay
from projects.workdays.queries import add_workdays, calendar

LATE = timedelta(minutes=10)
UNLOADED_NOTE = "工作日历尚未公布到相应年份，提醒日期按自然日推算。"


def zone() -> ZoneInfo:
    """The zone all business days are thought in."""
    return ZoneInfo(settings.TIME_ZONE)


def local_day(at: datetime) -> date:
    """The business day of an instant."""
    return at.astimezone(zone()).date()


def instant(on: date, at: time) -> datetime:
    """That time of that business day."""
    return datetime.combine(on, at, tzinfo=zone())


def stamp(at: datetime) -> str:
    """An instant as part of a unique key."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")


def local_text(at: datetime) -> str:
    """For example 2026-11-27 09:00."""
    return f"{at.astimezone(zone()):%Y-%m-%d %H:%M}"


def is_late(due_at: datetime, now: datetime) -> bool:
    """More than ten minutes after it was due."""
    return now - due_at > LATE


@dataclass(frozen=True)
class Due:
    """An instant, and a word about how it was found where the calendar could not promise it."""

    at: datetime
    note: str = ""


@dataclass(frozen=True)
class WorkdaysBefore:
    """At a time of the ``days``-th working day before the day of the meeting."""

    days: int
    at: time

    def due(self, starts_at: datetime) -> Due:
        """Beyond the official calendar: the same number of calendar days, and a note that says so."""
        on = local_day(starts_at)
        try:
            return Due(instant(add_workdays(on, -self.days), self.at))
        except DomainError:
            return Due(instant(on - timedelta(days=self.days), self.at), UNLOADED_NOTE)


@dataclass(frozen=True)
class SameMorning:
    """At a time of the day itself; a meeting that begins within ``notice`` of it or before: an hour ahead."""

    at: time
    notice: timedelta = timedelta(minutes=30)
    ahead: timedelta = timedelta(hours=1)

    def due(self, starts_at: datetime) -> Due:
        """Never later than half an hour before the meeting."""
        morning = instant(local_day(starts_at), self.at)
        return Due(morning if starts_at >= morning + self.notice else starts_at - self.ahead)


Lead = WorkdaysBefore | SameMorning


def workdays_due(since: datetime, now: datetime, at: time) -> list[Due]:
    """That time of every working day within (since, now], the earliest first."""
    first, last = local_day(since), local_day(now)
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    passed = [on for on in days if since < instant(on, at) <= now]
    if not passed:  # the calendar is asked only where it matters
        return []
    known = calendar(passed[0], passed[-1])
    return [due for on in passed if (due := _due(known.day(on), at))]


def first_workdays_due(since: datetime, now: datetime, at: time, begins: Callable[[date], date]) -> list[Due]:
    """Those of ``workdays_due`` on the first working day of a period; ``begins``: day → the first day of its period."""
    return [due for due in workdays_due(since, now, at) if _is_first(local_day(due.at), begins)]


def _is_first(on: date, begins: Callable[[date], date]) -> bool:
    """Is no day of its period before it worked? What is not loaded goes by its weekday."""
    first = begins(on)
    known = calendar(first, on)
    return not any(known.day(first + timedelta(days=ahead)).is_workday for ahead in range((on - first).days))


def week_begins(on: date) -> date:
    """Monday of that week."""
    return on - timedelta(days=on.weekday())


def month_begins(on: date) -> date:
    """The first of that month."""
    return on.replace(day=1)


def _due(day: CalendarDay, at: time) -> Due | None:
    """What is not official goes by its weekday, and says so."""
    if day.is_official:
        return Due(instant(day.date, at)) if day.is_workday else None
    return Due(instant(day.date, at), UNLOADED_NOTE) if day.date.isoweekday() < 6 else None
