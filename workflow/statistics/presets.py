"""Periods that offices ask for by name: 本月, 本季, 前三季度, 今年. Pure: the day is given."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db import models


class Period(models.TextChoices):
    """A period by name; ``OWN`` has two days of its own."""

    MONTH = "month", "本月"
    LAST_MONTH = "last_month", "上月"
    QUARTER = "quarter", "本季度"
    HALF = "half", "上半年"
    THREE_QUARTERS = "three_quarters", "前三季度"
    YEAR = "year", "今年以来"
    LAST_YEAR = "last_year", "去年全年"
    OWN = "own", "自定"


@dataclass(frozen=True)
class Span:
    """First and last day, both included."""

    from_on: date
    to_on: date


def span_of(period: str, on: date) -> Span | None:
    """The days of a named period seen from ``on``; a period that runs ends with ``on``. None for ``OWN``."""
    year, quarter = on.year, 3 * ((on.month - 1) // 3) + 1
    last = _month_before(on)
    whole = {
        Period.MONTH: (date(year, on.month, 1), _end(year, on.month)),
        Period.LAST_MONTH: (last, _end(last.year, last.month)),
        Period.QUARTER: (date(year, quarter, 1), _end(year, quarter + 2)),
        Period.HALF: (date(year, 1, 1), _end(year, 6)),
        Period.THREE_QUARTERS: (date(year, 1, 1), _end(year, 9)),
        Period.YEAR: (date(year, 1, 1), _end(year, 12)),
        Period.LAST_YEAR: (date(year - 1, 1, 1), _end(year - 1, 12)),
    }
    found = whole.get(Period(period)) if period in Period.values else None
    return Span(found[0], min(found[1], on)) if found else None


def _month_before(on: date) -> date:
    return date(on.year - 1, 12, 1) if on.month == 1 else date(on.year, on.month - 1, 1)


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
