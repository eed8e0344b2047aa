"""From the rule of a series to its days (domain.md, section 7). Pure: the calendar is a function that is passed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, takewhile

from django.db import models

from projects.workdays.days import LONGEST_REST, ONE_DAY, CalendarDay, date_text, how_to_load, weekday_text

DayOf = Callable[[date], CalendarDay]
"""What a day is; ``projects.workdays.days.Calendar.day`` is one."""


class SeriesKind(models.TextChoices):
    """How often it sits."""

    WEEKLY = "weekly", "周调度"
    MONTHLY = "monthly", "月调度"


class MonthlyRule(models.TextChoices):
    """How the day of a monthly sitting is found."""

    DAY = "day", "每月第几日"
    NTH = "nth", "每月第几个星期几"


class HolidayPolicy(models.TextChoices):
    """What happens when the day is not worked."""

    NEXT = "next", "顺延到下一工作日"
    PREVIOUS = "previous", "提前到上一工作日"
    CANCEL = "cancel", "取消"


DAYS_APART = {SeriesKind.WEEKLY: 7, SeriesKind.MONTHLY: 31}
"""The most days from one nominal day to the next."""


@dataclass(frozen=True)
class Rule:
    """When a series sits. ``weekday`` 1 = Monday … 7; ``day`` 1–31; ``nth`` 1–5, 5 being the last of four."""

    kind: str
    holiday_policy: str
    starts_on: date
    ends_on: date | None = None
    monthly_rule: str = ""
    weekday: int | None = None
    nth: int | None = None
    day: int | None = None


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


def nominal_dates(rule: Rule, first: date) -> Iterator[tuple[date, str]]:
    """The days by rule from ``first`` on, each with a note if the rule gave way; endless without ``ends_on``."""
    start = max(first, rule.starts_on)
    found = _weekly(rule, start) if rule.kind == SeriesKind.WEEKLY else _monthly(rule, start)
    return takewhile(lambda nominal: rule.ends_on is None or nominal[0] <= rule.ends_on, found)


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


def _weekly(rule: Rule, start: date) -> Iterator[tuple[date, str]]:
    first = start + timedelta(days=((rule.weekday or 1) - start.isoweekday()) % 7)
    return ((first + timedelta(days=7 * week), "") for week in count())


def _monthly(rule: Rule, start: date) -> Iterator[tuple[date, str]]:
    find = _day_of_month if rule.monthly_rule == MonthlyRule.DAY else _nth_weekday
    months = (date(start.year + at // 12, at % 12 + 1, 1) for at in count(start.month - 1))
    return (nominal for nominal in (find(rule, month) for month in months) if nominal[0] >= start)


def _last_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - ONE_DAY


def _day_of_month(rule: Rule, month: date) -> tuple[date, str]:
    last, day = _last_of(month), rule.day or 1
    if day <= last.day:
        return month.replace(day=day), ""
    return last, f"{month.month}月没有{day}日，按月末{date_text(last)}"


def _nth_weekday(rule: Rule, month: date) -> tuple[date, str]:
    weekday, nth = rule.weekday or 1, rule.nth or 1
    first = month + timedelta(days=(weekday - month.isoweekday()) % 7)
    found = first + timedelta(days=7 * (nth - 1))
    if found.month == month.month:
        return found, ""
    found -= timedelta(days=7)
    return (
        found,
        f"{month.month}月没有第{nth}个{weekday_text(found)}，按最后一个{weekday_text(found)}{date_text(found)}",
    )


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
