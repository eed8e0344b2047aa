"""The months a timeline of many projects shows, and where days stand in them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from projects.days import is_plausible
from projects.plans.timeline import Bar, Timeline

USUAL_MONTHS = 12
MONTHS = (6, 12, 18, 24, 36)
BEFORE = 4
"""How many whole months before today's the usual window begins."""
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """One month: its first day, ``2026-11`` for sorting, and its place in percent of the width."""

    first: date
    x: str

    @property
    def label(self) -> str:
        """11月, with the year in January: 2026年1月."""
        return f"{self.first.year}年1月" if self.first.month == 1 else f"{self.first.month}月"


@dataclass(frozen=True)
class Span:
    """Whole months from ``first`` (the first day of one) on."""

    first: date
    months: int

    @cached_property
    def last(self) -> date:
        """The last day shown."""
        return month_after(self.first, self.months) - _DAY

    @cached_property
    def line(self) -> Timeline:
        """Day → percent."""
        return Timeline(self.first, self.last + _DAY)

    def bar(self, start: date | None, end: date | None) -> Bar | None:
        """What of the time from ``start`` to the end of ``end`` lies inside; None when nothing does."""
        if start is None or end is None or start > self.last or end < self.first:
            return None
        return self.line.bar(max(start, self.first), min(end, self.last))

    def x(self, on: date | None) -> str:
        """Where a day stands; empty outside."""
        return self.line.x(on) if on is not None and self.first <= on <= self.last else ""

    def scale(self) -> list[Month]:
        """Every month shown."""
        days = [month_after(self.first, number) for number in range(self.months)]
        return [Month(day, self.line.x(day)) for day in days]


def month_after(first: date, months: int) -> date:
    """The first day of the month so many months later (or, below 0, earlier)."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def first_of(text: str) -> date | None:
    """The first day of ``2026-11``; None for anything else, and for years that no project lives in."""
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        return None
    first = date(int(found[1]), int(found[2]), 1)
    return first if is_plausible(first) else None


def usual_first(on: date) -> date:
    """Where the window begins unless somebody asks for another month."""
    return month_after(on.replace(day=1), -BEFORE)
