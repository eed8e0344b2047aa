"""Questions about working days. Answers are promises: beyond official years they refuse (``calendar_not_loaded``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from projects.workdays.days import (
    ONE_DAY,
    Calendar,
    CalendarDay,
    not_loaded,
    weekday_text,
)
from projects.workdays.models import CalendarYear, Day


@dataclass(frozen=True)
class Worked:
    """All days that are loaded from ``since`` on, each with: is it worked? A page reads them once and hands them on."""

    since: date
    days: Mapping[date, bool]


def worked_since(first: date) -> Worked:
    """For ``worked_days``. One query; promises and refuses nothing."""
    return Worked(first, dict(Day.objects.filter(date__gte=first).values_list("date", "is_workday")))


def worked_days(first: date, last: date, *, known: Worked | None = None) -> Mapping[date, bool]:
    """The loaded days from ``first`` to ``last`` at least: is each worked? One query; promises and refuses nothing.

    ``known``: what the caller has read. Nothing is asked where it begins early enough.
    """
    if known is not None and known.since <= first:
        return known.days
    return dict(Day.objects.filter(date__range=(first, last)).values_list("date", "is_workday"))


def calendar(first: date, last: date) -> Calendar:
    """The days from ``first`` to ``last``, both included, official or not. Two queries; refuses nothing."""
    official = _official_years()
    rows = Day.objects.filter(date__range=(first, last)).values_list("date", "kind", "name")
    return Calendar({on: CalendarDay(on, kind, name, on.year in official) for on, kind, name in rows})


def is_workday(on: date) -> bool:
    """Is ``on`` worked?"""
    _official_span(on)
    return Day.objects.filter(date=on, is_workday=True).exists()


def next_workday(on: date) -> date:
    """The first working day on or after ``on``."""
    last = _official_span(on)[1]
    found = Day.objects.filter(is_workday=True, date__range=(on, last)).order_by("date").first()
    if found is None:
        raise not_loaded(last.year + 1)
    return found.date


def previous_workday(on: date) -> date:
    """The last working day on or before ``on``."""
    first = _official_span(on)[0]
    found = Day.objects.filter(is_workday=True, date__range=(first, on)).order_by("-date").first()
    if found is None:
        raise not_loaded(first.year - 1)
    return found.date


def add_workdays(on: date, n: int) -> date:
    """The ``n``-th working day after ``on`` (before it, if negative); the day itself never counts.

    ``n`` = 0 is the first working day on or after ``on``. From a working day, ``-n`` leads back.
    """
    if n == 0:
        return next_workday(on)
    first, last = _official_span(on)
    worked = Day.objects.filter(is_workday=True)
    ahead = worked.filter(date__gt=on, date__lte=last).order_by("date")
    behind = worked.filter(date__lt=on, date__gte=first).order_by("-date")
    place = abs(n) - 1
    found = list((ahead if n > 0 else behind).values_list("date", flat=True)[place : place + 1])
    if not found:
        raise not_loaded(last.year + 1 if n > 0 else first.year - 1)
    return found[0]


def workdays_between(start: date, end: date) -> int:
    """How many working days later ``end`` is: those after ``start`` up to and with ``end``; negative if earlier.

    So ``workdays_between(on, add_workdays(on, n)) == n`` for every ``n`` but 0.
    """
    first, last = _official_span(start)
    if not first <= end <= last:
        raise not_loaded(last.year + 1 if end > last else first.year - 1)
    worked = Day.objects.filter(is_workday=True)
    if end < start:
        return -worked.filter(date__gte=end, date__lt=start).count()
    return worked.filter(date__gt=start, date__lte=end).count()


@dataclass(frozen=True)
class MonthDay:
    """A cell of a month's calendar. ``in_month`` is false for the days that fill up the first and last week."""

    day: CalendarDay
    in_month: bool

    @property
    def date(self) -> date:
        """The day's date."""
        return self.day.date

    @property
    def weekday(self) -> str:
        """周一 … 周日."""
        return weekday_text(self.day.date)


def month(year: int, month: int) -> list[list[MonthDay]]:
    """The weeks of a month, Monday to Sunday; cells carry 休/班 (``day.mark``). Two queries; refuses nothing."""
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    start = first - timedelta(days=first.weekday())
    end = last + timedelta(days=6 - last.weekday())
    loaded = calendar(start, end)
    dates = [start + timedelta(days=days) for days in range((end - start).days + 1)]
    cells = [MonthDay(loaded.day(on), on.month == month) for on in dates]
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def _official_years() -> set[int]:
    return set(CalendarYear.objects.filter(is_official=True).values_list("year", flat=True))


def _official_span(on: date) -> tuple[date, date]:
    """First and last day of the unbroken official years around ``on``; refuses if ``on`` lies in none."""
    official = _official_years()
    if on.year not in official:
        raise not_loaded(on.year)
    first = last = on.year
    while first - 1 in official:
        first -= 1
    while last + 1 in official:
        last += 1
    return date(first, 1, 1), date(last, 12, 31)
