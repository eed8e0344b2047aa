"""How much of a deadline is left, in working days; one query for a whole list, none where the days are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from projects.workdays.queries import Worked, worked_days


@dataclass(frozen=True)
class Clock:
    """``left`` days until ``due_on`` (negative: late); ``in_workdays`` is false where the calendar is not loaded."""

    due_on: date
    left: int
    in_workdays: bool = True

    @property
    def is_overdue(self) -> bool:
        """Was the last day before today?"""
        return self.left < 0

    @property
    def words(self) -> str:
        """For example 剩 2 个工作日, 今天到期, 超期 1 个工作日."""
        unit = "个工作日" if self.in_workdays else "天"
        if self.left == 0:
            return "今天到期"
        return f"剩 {self.left} {unit}" if self.left > 0 else f"超期 {-self.left} {unit}"


def clocks_of(dues: Iterable[date], *, on: date, known: Worked | None = None) -> dict[date, Clock]:
    """A clock for each day of ``dues`` as seen on ``on``. Past the last loaded day calendar days are counted.

    ``known``: for ``worked_days``, where the caller has read them.
    """
    wanted = set(dues)
    if not wanted:
        return {}
    days = worked_days(min(wanted | {on}), max(wanted | {on}), known=known)
    return {due: _clock(due, on, days) for due in wanted}


def _clock(due: date, on: date, days: Mapping[date, bool]) -> Clock:
    """Working days after the earlier and up to the later of the two; a late claim is late by one day at least."""
    early, late = min(due, on), max(due, on)
    between = [early + timedelta(days=n) for n in range(1, (late - early).days + 1)]
    known = all(day in days for day in between)
    count = sum(days[day] for day in between) if known else len(between)
    if due < on:
        return Clock(due, -max(count, 1), known)
    return Clock(due, count, known)
