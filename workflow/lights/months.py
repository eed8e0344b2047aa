"""Months as the rules count them. Pure."""

from __future__ import annotations

from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


def month_start(on: date, back: int = 0) -> date:
    """The first day of the month ``back`` months before that of ``on``."""
    months = on.year * 12 + on.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def months_before(on: date, count: int) -> date:
    """The same day ``count`` months earlier; the last of the month where it has no such day."""
    first = month_start(on, count)
    last = month_start(first, -1) - _ONE_DAY
    return first.replace(day=min(on.day, last.day))
