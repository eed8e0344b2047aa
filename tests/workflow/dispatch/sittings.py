"""Samples of dispatch: a weekly series of 芜湖, and instants in Shanghai."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from projects.people.models import Officer
from tests.factories import NOW, SHANGHAI, City
from workflow.dispatch import services
from workflow.dispatch.models import Meeting, Series


def at(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> datetime:
    """An instant by the clock of Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def values(city: City, **over: Any) -> dict[str, Any]:
    """Every Monday at nine, from 16 November 2026."""
    return {
        "organisation": city.city,
        "name": "芜湖市重大项目周调度",
        "kind": "weekly",
        "weekday": 1,
        "time": time(9, 0),
        "place": "市政府301会议室",
        "chair": city.leader,
        "standing_attendees": [city.verifiers["sign"]],
        "starts_on": date(2026, 11, 16),
        **over,
    }


def weekly(city: City, *, now: datetime = NOW, by: Officer | None = None, **over: Any) -> Series:
    """A weekly series created on Wednesday 18 November 2026: its first sittings are 23 and 30 November."""
    return services.create_series(values(city, **over), by=by or city.dispatcher, now=now)


def sittings(series: Series) -> list[Meeting]:
    """All sittings by number."""
    return list(series.meetings.order_by("number"))


def called(series: Series) -> list[tuple[int, date]]:
    """Number and nominal day of those called."""
    rows = series.meetings.filter(state="called").order_by("number")
    return list(rows.values_list("number", "nominal_on"))
