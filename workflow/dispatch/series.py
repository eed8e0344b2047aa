"""From the rule of a series to its days (domain.md, section 7). Pure: the calendar is a function that is passed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from projects.workdays.days import LONGEST_REST, ONE_DAY, CalendarDay, date_text, how_to_load, weekday_text
from workflow.dispatch.rhythms import (
    DAYS_APART,
    HolidayPolicy,
    MonthlyRule,
    Rhythm,
    Rule,
    SeriesKind,
    nominal_dates,
)

__all__ = [
    "DAYS_APART",
    "HolidayPolicy",
    "MonthlyRule",
    "Planned",
    "Rhythm",
    "Rule",
    "SeriesKind",
    "day_text",
    "nominal_dates",
    "schedule",
]

DayOf = Callable[[date], CalendarDay]
"""What a day is; ``projects.workdays.days.Calendar.day`` is one."""


@dataclass(frozen=True)
class Planned:
    """One nominal day and what becomes of it. ``held_on`` is empty when it is cancelled or merged into another.

    ``merged_into`` is the day of the sitting that takes it in. ``reason`` is a Chinese sentence, empty when nothing
    is to be said. Not ``promised``: it touches a year whose calendar is not official, so the day may still change.
    """

    nominal_on: date
    held_on: date | None
    reason: str = ""
    promised: bool = True
    merged_into: date | None = None

    @property
    def shifted(self) -> bool:
        """Does it not simply sit on its nominal day?"""
        return self.held_on != self.nominal_on

    @property
    def weekday(self) -> str:
        """周一 … 周日 of the day it sits, or would have sat."""
        return weekday_text(self.held_on or self.nominal_on)


def schedule(rule: Rule, day_of: DayOf, first: date, last: date) -> list[Planned]:
    """Every nominal day from ``first`` to ``last``, shifted by the holiday policy; sittings on one day are merged.

    The answer for a day does not depend on the window it is asked in: a margin wider than any shift is looked at too.
    """
    margin = nominal_dates(rule, first - LONGEST_REST)
    nominals = takewhile(lambda nominal: nominal[0] <= last + LONGEST_REST, margin)
    placed = _merge([_place(on, note, rule.holiday_policy, day_of) for on, note in nominals])
    return [planned for planned in placed if first <= planned.nominal_on <= last]


def day_text(on: date, beside: date | None = None) -> str:
    """``10月5日（周一）``; with its year where that differs from the year of ``beside``."""
    return f"{date_text(on, beside)}（{weekday_text(on)}）"


def _place(nominal: date, note: str, policy: str, day_of: DayOf) -> Planned:
    day = day_of(nominal)
    if day.is_workday:
        return _promise(Planned(nominal, nominal, note), [day])
    why = f"{day_text(nominal)}{day.why}"
    if policy == HolidayPolicy.CANCEL:
        return _promise(Planned(nominal, None, _join(note, f"{why}，本次取消")), [day])
    step, verb = (ONE_DAY, "顺延至") if policy == HolidayPolicy.NEXT else (-ONE_DAY, "提前至")
    passed = [day]
    while not passed[-1].is_workday:
        passed.append(day_of(passed[-1].date + step))
    held = passed[-1].date
    return _promise(Planned(nominal, held, _join(note, f"{why}，{verb}{day_text(held, nominal)}")), passed)


def _promise(planned: Planned, days: list[CalendarDay]) -> Planned:
    """A sitting is promised when every day that decided it is official."""
    doubtful = next((day.date.year for day in days if not day.is_official), None)
    if doubtful is None:
        return planned
    sentence = f"{doubtful}年放假安排尚未载入，日期待定。{how_to_load(doubtful)}"
    return replace(planned, promised=False, reason=_join(planned.reason, sentence))


def _merge(placed: list[Planned]) -> list[Planned]:
    """Of sittings on one day the first by nominal day stays and takes in the others (practice.md, section 7)."""
    merged: dict[date, Planned] = {}
    first_on: dict[date, date] = {}
    for planned in placed:
        taker = first_on.setdefault(planned.held_on, planned.nominal_on) if planned.held_on else planned.nominal_on
        if taker != planned.nominal_on:
            first = merged[taker]
            merged[taker] = _taking_in(first, planned)
            planned = _merged(planned, first)
        merged[planned.nominal_on] = planned
    return list(merged.values())


def _taking_in(first: Planned, planned: Planned) -> Planned:
    if not planned.promised:
        return first
    note = f"与{day_text(planned.nominal_on, first.nominal_on)}例会合并召开"
    return replace(first, reason=_join(first.reason, note))


def _merged(planned: Planned, first: Planned) -> Planned:
    note = f"与{day_text(first.nominal_on, planned.nominal_on)}例会同日，合并召开"
    return replace(planned, held_on=None, merged_into=first.held_on, reason=_join(planned.reason, note))


def _join(*parts: str) -> str:
    return "；".join(part for part in parts if part)
