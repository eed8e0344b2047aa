"""Weeks and months that reports speak of. A week is the ISO one, Monday to Sunday, and belongs to its Thursday's year.

So 1 January 2027, a Friday, lies in 2026年第53周. Pure: no clock, no query.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from projects.days import is_plausible
from projects.errors import Invalid
from projects.progress.kinds import PeriodKind

ONE_DAY = timedelta(days=1)
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
UNKNOWN = "没有这个报告期，请从列表中选取（例如 2026-11 或 2026-W47）。"


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included."""

    kind: str
    first_on: date
    last_on: date

    @property
    def code(self) -> str:
        """``2026-W47`` or ``2026-11``: sorts, stands in addresses."""
        if self.kind == PeriodKind.WEEK:
            year, week, _ = self.first_on.isocalendar()
            return f"{year}-W{week:02}"
        return f"{self.first_on:%Y-%m}"

    @property
    def label(self) -> str:
        """2026年第47周 or 2026年11月."""
        if self.kind == PeriodKind.WEEK:
            year, week, _ = self.first_on.isocalendar()
            return f"{year}年第{week}周"
        return f"{self.first_on.year}年{self.first_on.month}月"

    @property
    def days(self) -> str:
        """11月16日至11月22日; with years where the two differ."""
        first, last = (f"{on.month}月{on.day}日" for on in (self.first_on, self.last_on))
        if self.first_on.year != self.last_on.year:
            return f"{self.first_on.year}年{first}至{self.last_on.year}年{last}"
        return f"{first}至{last}"

    def previous(self) -> Period:
        """The one before it."""
        return period_on(self.kind, self.first_on - ONE_DAY)


def period_on(kind: str, on: date) -> Period:
    """The week or month in which ``on`` lies."""
    if kind == PeriodKind.WEEK:
        first = on - timedelta(days=on.weekday())
        return Period(kind, first, first + timedelta(days=6))
    first = on.replace(day=1)
    return Period(PeriodKind.MONTH, first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY)


def period_of(code: str) -> Period:
    """The period of a code such as ``2026-W47`` or ``2026-11``; ``Invalid`` for anything else."""
    try:
        found = _parsed(code)
    except (ValueError, OverflowError):
        found = None
    if found is None or not (is_plausible(found.first_on) and is_plausible(found.last_on)):
        raise Invalid(UNKNOWN, "period", "unknown_period")
    return found


def _parsed(code: str) -> Period | None:
    week = _WEEK.fullmatch(code)
    if week:
        return period_on(PeriodKind.WEEK, date.fromisocalendar(int(week[1]), int(week[2]), 1))
    month = _MONTH.fullmatch(code)
    return period_on(PeriodKind.MONTH, date(int(month[1]), int(month[2]), 1)) if month else None


def latest(kind: str, on: date, count: int) -> Sequence[Period]:
    """The period of ``on`` and the ones before it, the latest first."""
    found = [period_on(kind, on)]
    while len(found) < count:
        found.append(found[-1].previous())
    return found
