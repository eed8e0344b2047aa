"""What a day is, and a calendar over loaded days. Pure: no clock, no query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from projects.errors import DomainError

ONE_DAY = timedelta(days=1)
LONGEST_REST = timedelta(days=31)
"""Wider than any run of days off: how far a search for the next working day may have to look."""

_WEEKDAYS = "一二三四五六日"


class DayKind(models.TextChoices):
    """Why a day is worked or free."""

    WORKDAY = "workday", "工作日"
    WEEKEND = "weekend", "周末"
    HOLIDAY = "holiday", "节假日"
    MAKEUP = "makeup", "调休上班"


WORKED = frozenset({DayKind.WORKDAY, DayKind.MAKEUP})
_MARKS = {DayKind.HOLIDAY: "休", DayKind.MAKEUP: "班"}


def weekday_text(on: date) -> str:
    """周一 … 周日."""
    return f"周{_WEEKDAYS[on.weekday()]}"


def date_text(on: date, beside: date | None = None) -> str:
    """``10月5日``; with its year where that differs from the year of ``beside``."""
    year = f"{on.year}年" if beside is not None and beside.year != on.year else ""
    return f"{year}{on.month}月{on.day}日"


def plain_kind(on: date) -> DayKind:
    """What the day is by its weekday alone."""
    return DayKind.WEEKEND if on.isoweekday() >= 6 else DayKind.WORKDAY


@dataclass(frozen=True)
class CalendarDay:
    """One day. ``is_official``: it stands in a year settled by the State Council's notice, so it carries a promise."""

    date: date
    kind: str
    name: str = ""
    is_official: bool = False

    @property
    def is_workday(self) -> bool:
        """Is it worked?"""
        return self.kind in WORKED

    @property
    def mark(self) -> str:
        """休 on a holiday, 班 on a make-up day, else nothing."""
        return _MARKS.get(DayKind(self.kind), "")

    @property
    def why(self) -> str:
        """For use in a sentence: 国庆节放假, 春节调休上班, 周末休息, 工作日."""
        if self.kind == DayKind.HOLIDAY:
            return f"{self.name}放假"
        if self.kind == DayKind.MAKEUP:
            return f"{self.name}调休上班"
        return "周末休息" if self.kind == DayKind.WEEKEND else "工作日"

    @property
    def sentence(self) -> str:
        """For example ``10月1日 国庆节放假``."""
        return f"{date_text(self.date)} {self.why}"


@dataclass(frozen=True)
class Calendar:
    """A stretch of loaded days. A day outside it goes by its weekday and is never official."""

    days: Mapping[date, CalendarDay]

    def day(self, on: date) -> CalendarDay:
        """What ``on`` is."""
        return self.days.get(on) or CalendarDay(on, plain_kind(on))

    def next_workday(self, on: date) -> date:
        """The first working day on or after ``on``."""
        while not self.day(on).is_workday:
            on += ONE_DAY
        return on

    def previous_workday(self, on: date) -> date:
        """The last working day on or before ``on``."""
        while not self.day(on).is_workday:
            on -= ONE_DAY
        return on


def how_to_load(year: int) -> str:
    """What must be loaded so that ``year`` carries a promise."""
    return f"请管理员载入：manage.py load_workdays --file {year}.csv --year {year} --official"


class CalendarNotLoaded(DomainError):
    """No working day is promised beyond the last official year."""


def not_loaded(year: int) -> CalendarNotLoaded:
    """The refusal to promise a working day in ``year``."""
    return CalendarNotLoaded(
        f"{year}年工作日历尚未按国务院办公厅放假通知载入，不能承诺工作日期。{how_to_load(year)}",
        "calendar_not_loaded",
    )
