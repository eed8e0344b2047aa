"""A sitting with its people, made by hand so that every instant is the test's own."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from notifications.outbox.models import Occurrence
from notifications.reminders.services import scan
from projects.people.models import Officer
from projects.workdays.services import load_years
from tests.factories import NOW, SHANGHAI, City
from workflow.dispatch.models import Attendee, Meeting, Series

DIGESTS = ("chief_weekly", "leader_monthly")


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    """A moment in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def load_calendar() -> None:
    """The last official year."""
    load_years(2026, 2026, now=NOW)


def weekly_series(city: City, **over: Any) -> Series:
    """周调度 of the city, Fridays at 09:00."""
    values = {
        "organisation": city.city,
        "name": "芜湖市重大项目周调度",
        "kind": "weekly",
        "weekday": 5,
        "time": time(9),
        "place": "市政务中心301会议室",
        "chair": city.leader,
        "starts_on": date(2026, 1, 1),
        "created_by": city.dispatcher,
        "created_at": NOW,
        "updated_at": NOW,
        **over,
    }
    return Series.objects.create(**values)


def meeting_at(series: Series, starts_at: datetime, *, called_at: datetime, number: int = 34) -> Meeting:
    """One sitting of ``series``."""
    return Meeting.objects.create(
        series=series,
        number=number,
        nominal_on=starts_at.date(),
        starts_at=starts_at,
        place=series.place,
        called_at=called_at,
        created_at=called_at,
        updated_at=called_at,
    )


def call(meeting: Meeting, officer: Officer, *, when: datetime, why: str = "standing") -> Attendee:
    """Call one person to it."""
    return Attendee.objects.create(meeting=meeting, officer=officer, why=why, called_at=when)


def run(start: datetime, end: datetime) -> None:
    """The tick from ``start`` to ``end``: at both, and each day at the hours about which anything can turn."""
    scan(start)
    on = start.astimezone(SHANGHAI).date()
    while on <= end.astimezone(SHANGHAI).date():
        for hour in (0, 6, 7, 8, 9, 10, 13, 17):
            moment = datetime.combine(on, time(hour), tzinfo=SHANGHAI)
            if start < moment < end:
                scan(moment)
        on += timedelta(days=1)
    scan(end)


def ledger(officer: Officer) -> list[tuple[str, str, bool]]:
    """(rule, state, late) of what the officer was told or not told, in the order it was due; without the digests that
    come with each week and month.
    """
    rows = Occurrence.objects.filter(recipient=officer).exclude(rule__in=DIGESTS).order_by("due_at", "rule")
    return list(rows.values_list("rule", "state", "is_late"))


def told(officer: Officer) -> list[str]:
    """The rules that really told the officer something."""
    return [rule for rule, state, _ in ledger(officer) if state == "open"]
