"""From the rule of a request to the days of its rounds. Pure: the calendar is a function that is passed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, islice, takewhile

from projects.workdays.days import (
    LONGEST_REST,
    ONE_DAY,
    CalendarDay,
    DayKind,
    date_text,
    how_to_load,
    weekday_text,
)
from workflow.reporting.kinds import HolidayPolicy, Recurrence

DayOf = Callable[[date], CalendarDay]
"""What a day is; ``projects.workdays.days.Calendar.day`` is one."""
HALVES = (1, 15)
"""Days of the half-monthly report (Guangzhou 2004, practice.md 5.1)."""
QUARTER_MONTHS = (1, 4, 7, 10)
FARTHEST = 400
"""Nominal days that a preview looks through at most."""


@dataclass(frozen=True)
class Rule:
    """When a request is due. ``weekday`` 1 = Monday … 7; ``day`` 1–31; ``anchor_on``: one due day, for every two weeks.

    A quarterly report is due on ``day`` of January, April, July, October, for the quarter before.
    """

    recurrence: str
    holiday_policy: str
    starts_on: date
    ends_on: date | None = None
    weekday: int | None = None
    day: int | None = None
    anchor_on: date | None = None


@dataclass(frozen=True)
class Planned:
    """One nominal day and when it is really due; ``due_on`` is empty when its round is merged into an earlier one.

    ``reason``: why it moved, a Chinese sentence, empty when nothing is to be said. Not ``promised``: it touches a year
    whose calendar is not official, so no round is opened for it.
    """

    nominal_on: date
    due_on: date | None
    reason: str = ""
    promised: bool = True

    @property
    def weekday(self) -> str:
        """周一 … 周日 of the day it is due."""
        return weekday_text(self.due_on or self.nominal_on)

    @property
    def is_moved(self) -> bool:
        """Is it not simply due on its nominal day?"""
        return self.due_on != self.nominal_on


def nominal_dates(rule: Rule, first: date) -> Iterator[tuple[date, str]]:
    """The days by rule from ``first`` on, each with a note if the rule gave way; endless without ``ends_on``."""
    start = max(first, rule.starts_on)
    found = _NOMINAL[Recurrence(rule.recurrence)](rule, start)
    return takewhile(lambda nominal: rule.ends_on is None or nominal[0] <= rule.ends_on, found)


def schedule(rule: Rule, day_of: DayOf, first: date, last: date) -> list[Planned]:
    """Every nominal day from ``first`` to ``last``, shifted by the holiday policy; rounds that would meet are merged.

    The answer for a day does not depend on the window it is asked in: a margin wider than any shift is looked at too.
    """
    nominals = takewhile(lambda one: one[0] <= last + LONGEST_REST, nominal_dates(rule, first - LONGEST_REST))
    placed = _merge([_place(on, note, rule.holiday_policy, day_of) for on, note in nominals])
    return [one for one in placed if first <= one.nominal_on <= last]


def upcoming(rule: Rule, day_of: DayOf, after: date, number: int) -> list[Planned]:
    """The next ``number`` rounds whose nominal day is later than ``after``, merged ones between them included."""
    nominals = islice(nominal_dates(rule, after + ONE_DAY), FARTHEST)
    wanted = list(islice((on for on, _ in nominals), 2 * number))
    if not wanted:
        return []
    found: list[Planned] = []
    for one in schedule(rule, day_of, wanted[0], wanted[-1]):
        if sum(each.due_on is not None for each in found) == number:
            break
        found.append(one)
    return found


def last_needed(rule: Rule, after: date, number: int) -> date:
    """How far the calendar must be looked at for ``upcoming``."""
    nominals = list(islice((on for on, _ in nominal_dates(rule, after + ONE_DAY)), 2 * number))
    return (nominals[-1] if nominals else after) + 2 * LONGEST_REST


def day_text(on: date, beside: date | None = None) -> str:
    """``10月5日（周一）``; with its year where that differs from the year of ``beside``."""
    return f"{date_text(on, beside)}（{weekday_text(on)}）"


def _weekly(rule: Rule, start: date) -> Iterator[tuple[date, str]]:
    first = start + timedelta(days=((rule.weekday or 1) - start.isoweekday()) % 7)
    return ((first + timedelta(days=7 * week), "") for week in count())


def _biweekly(rule: Rule, start: date) -> Iterator[tuple[date, str]]:
    anchor = rule.anchor_on or rule.starts_on
    first = start + timedelta(days=(anchor - start).days % 14)
    return ((first + timedelta(days=14 * turn), "") for turn in count())


def _in_months(days: tuple[int, ...], months: tuple[int, ...], start: date) -> Iterator[tuple[date, str]]:
    firsts = (date(start.year + at // 12, at % 12 + 1, 1) for at in count(start.month - 1))
    found = (_day_of(month, day) for month in firsts if month.month in months for day in days)
    return (nominal for nominal in found if nominal[0] >= start)


def _day_of(month: date, day: int) -> tuple[date, str]:
    last = (month + timedelta(days=31)).replace(day=1) - ONE_DAY
    if day <= last.day:
        return month.replace(day=day), ""
    return last, f"{month.month}月没有{day}日，按月末{date_text(last)}"


_EVERY_MONTH = tuple(range(1, 13))
_NOMINAL: dict[str, Callable[[Rule, date], Iterator[tuple[date, str]]]] = {
    Recurrence.WEEKLY: _weekly,
    Recurrence.BIWEEKLY: _biweekly,
    Recurrence.HALF_MONTHLY: lambda rule, start: _in_months(HALVES, _EVERY_MONTH, start),
    Recurrence.MONTHLY: lambda rule, start: _in_months((rule.day or 1,), _EVERY_MONTH, start),
    Recurrence.QUARTERLY: lambda rule, start: _in_months((rule.day or 1,), QUARTER_MONTHS, start),
}


def _place(nominal: date, note: str, policy: str, day_of: DayOf) -> Planned:
    day = day_of(nominal)
    if day.is_workday:
        return _promise(Planned(nominal, nominal, note), [day])
    step, verb = (-ONE_DAY, "提前至") if policy == HolidayPolicy.PREVIOUS else (ONE_DAY, "顺延至")
    wanted = 2 if policy == HolidayPolicy.SECOND and day.kind == DayKind.HOLIDAY else 1
    passed = [day]
    while sum(one.is_workday for one in passed) < wanted:
        passed.append(day_of(passed[-1].date + step))
    due = passed[-1].date
    what = "节后第二个工作日" if wanted == 2 else ""
    why = f"{day_text(nominal)}{day.why}，{verb}{what}{day_text(due, nominal)}"
    return _promise(Planned(nominal, due, _join(note, why)), passed)


def _promise(planned: Planned, days: list[CalendarDay]) -> Planned:
    """A round is promised when every day that decided it is official."""
    doubtful = next((day.date.year for day in days if not day.is_official), None)
    if doubtful is None:
        return planned
    sentence = f"{doubtful}年工作日历尚未按国务院办公厅放假通知载入，不能承诺截止日期。{how_to_load(doubtful)}"
    return replace(planned, promised=False, reason=_join(planned.reason, sentence))


def _merge(placed: list[Planned]) -> list[Planned]:
    """A round that would be due no later than the one before it is merged into that one: units report once."""
    merged: list[Planned] = []
    taker = -1
    for planned in placed:
        before = merged[taker] if taker >= 0 else None
        if before is None or before.due_on is None or planned.due_on is None or planned.due_on > before.due_on:
            taker = len(merged)
        else:
            if planned.promised:
                note = f"与{day_text(planned.nominal_on, before.nominal_on)}的一期合并报送"
                merged[taker] = replace(before, reason=_join(before.reason, note))
            note = f"与{day_text(before.nominal_on, planned.nominal_on)}的一期合并报送"
            planned = replace(planned, due_on=None, reason=_join(planned.reason, note))
        merged.append(planned)
    return merged


def _join(*parts: str) -> str:
    return "；".join(part for part in parts if part)
