"""What a series is and how often it sits: its nominal days, before any holiday (domain.md, section 7). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

from django.db import models

from projects.workdays.days import ONE_DAY, date_text, weekday_text


class SeriesKind(models.TextChoices):
    """What it is (practice.md 3.1). Four of them are named for their rhythm."""

    WEEKLY = "weekly", "周调度"
    BIWEEKLY = "biweekly", "双周调度"
    MONTHLY = "monthly", "月调度"
    QUARTERLY = "quarterly", "季度调度"
    CONSULTATION = "consultation", "会商"
    MOBILISATION = "mobilisation", "动员"


class Rhythm(models.TextChoices):
    """How often it sits. No rhythm: single sittings, called one by one."""

    WEEKLY = "weekly", "每周"
    BIWEEKLY = "biweekly", "每两周"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"


class MonthlyRule(models.TextChoices):
    """How the day of a monthly or quarterly sitting is found."""

    DAY = "day", "每月第几日"
    NTH = "nth", "每月第几个星期几"


class HolidayPolicy(models.TextChoices):
    """What happens when the day is not worked."""

    NEXT = "next", "顺延到下一工作日"
    PREVIOUS = "previous", "提前到上一工作日"
    CANCEL = "cancel", "取消"


BY_WEEK = (Rhythm.WEEKLY, Rhythm.BIWEEKLY)
BY_MONTH = (Rhythm.MONTHLY, Rhythm.QUARTERLY)
NO_RHYTHM = ""
DAYS_APART = {Rhythm.WEEKLY: 7, Rhythm.BIWEEKLY: 14, Rhythm.MONTHLY: 31, Rhythm.QUARTERLY: 92, NO_RHYTHM: 31}
"""The most days from one nominal day to the next; without a rhythm, how far back its first agenda looks."""
Nominal = tuple[date, str]


def rhythm_of(kind: str, rhythm: str = "") -> str:
    """The rhythm of a kind that is named for one; else the one that was chosen. A mobilisation has none."""
    if kind == SeriesKind.MOBILISATION:
        return NO_RHYTHM
    return kind if kind in Rhythm.values else rhythm


@dataclass(frozen=True)
class Rule:
    """When a series sits. ``weekday`` 1 = Monday … 7; ``day`` 1–31; ``nth`` 1–5, 5 being the last of four.

    ``rhythm`` may be left out where ``kind`` says it. ``quarter_month`` 1–3: the month of the quarter.
    """

    kind: str
    holiday_policy: str
    starts_on: date
    ends_on: date | None = None
    monthly_rule: str = ""
    weekday: int | None = None
    nth: int | None = None
    day: int | None = None
    rhythm: str = ""
    quarter_month: int | None = None

    @property
    def beat(self) -> str:
        """The rhythm, whoever says it; empty for single sittings."""
        return rhythm_of(self.kind, self.rhythm)

    @property
    def days_apart(self) -> int:
        """The most days from one nominal day to the next."""
        return DAYS_APART[self.beat]


def nominal_dates(rule: Rule, first: date) -> Iterator[Nominal]:
    """The days by rule from ``first`` on, each with a note if the rule gave way; endless without ``ends_on``."""
    start = max(first, rule.starts_on)
    if rule.beat == NO_RHYTHM:
        return iter(())
    found = _by_week(rule, start) if rule.beat in BY_WEEK else _by_month(rule, start)
    return takewhile(lambda nominal: rule.ends_on is None or nominal[0] <= rule.ends_on, found)


def _by_week(rule: Rule, start: date) -> Iterator[Nominal]:
    """Every so many weeks, counted from the first such weekday of the series itself: 双周 keeps its weeks."""
    apart = DAYS_APART[rule.beat]
    anchor = rule.starts_on + timedelta(days=((rule.weekday or 1) - rule.starts_on.isoweekday()) % 7)
    passed = max(0, -((anchor - start).days // apart)) if start > anchor else 0
    return ((anchor + timedelta(days=apart * (passed + turn)), "") for turn in count())


def _by_month(rule: Rule, start: date) -> Iterator[Nominal]:
    find = _day_of_month if rule.monthly_rule == MonthlyRule.DAY else _nth_weekday
    months = (date(start.year + at // 12, at % 12 + 1, 1) for at in count(start.month - 1))
    if rule.beat == Rhythm.QUARTERLY:
        months = (month for month in months if (month.month - 1) % 3 + 1 == (rule.quarter_month or 1))
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
