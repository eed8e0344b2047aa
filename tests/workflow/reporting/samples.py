"""The biweekly request of 扬州 in 芜湖, its rounds at each state, and what units say."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from tests.factories import NOW, SHANGHAI, City
from workflow.reporting.columns import Definition
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound
from workflow.reporting.presets import preset_of
from workflow.reporting.services import create_request, open_rounds, submit_return

STARTS = date(2026, 9, 23)
"""A Wednesday, eight weeks before ``tests.factories.TODAY``."""


def values(**over: Any) -> dict[str, Any]:
    """What the office fills in."""
    preset = preset_of("talks")
    assert preset is not None
    return {**preset.values, "starts_on": STARTS, "anchor_on": STARTS, **over}


def definition(key: str = "talks") -> Definition:
    """The form of a preset."""
    preset = preset_of(key)
    assert preset is not None
    return preset.definition


def asked(city: City, *, now: datetime = NOW, form: Definition | None = None, **over: Any) -> ReportRequest:
    """A request of the city."""
    return create_request(values(**over), form or definition(), by=city.dispatcher, now=now)


def at(on: date, hour: int = 9, minute: int = 0) -> datetime:
    """That time of that day in 芜湖."""
    return datetime.combine(on, time(hour, minute), SHANGHAI)


def opened(city: City, *, due_on: date = date(2026, 11, 18), **over: Any) -> ReportRound:
    """An open round, due at 17:30 of ``due_on``, a Wednesday of the rule."""
    request = asked(city, starts_on=due_on, anchor_on=due_on, now=at(due_on - timedelta(days=5)), **over)
    open_rounds(at(due_on - timedelta(days=5)))
    return request.rounds.get()


def of(round_: ReportRound, unit: Any) -> ReportReturn:
    """The return of that unit."""
    return ReportReturn.objects.get(round=round_, unit=unit)


def row(name: str = "储能电池基地", amount: str = "25", **over: str) -> dict[str, str]:
    """One row as a clerk types it."""
    return {
        "project_name": name,
        "investor": "示例能源集团",
        "total_investment": amount,
        "progress": "深入洽谈",
        **over,
    }


def reported(city: City, round_: ReportRound, *rows: dict[str, str], now: datetime = NOW, **over: Any) -> ReportReturn:
    """繁昌区 hands in."""
    by = over.pop("by", city.clerk)
    unit = over.pop("unit", city.district)
    found = of(round_, unit)
    return submit_return(found.pk, list(rows), by=by, now=now, **over)
