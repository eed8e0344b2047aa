"""Month calendar of sittings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.workdays.days import date_text, how_to_load
from projects.workdays.queries import MonthDay, month
from workflow.dispatch.models import Meeting, MeetingState
from workflow.dispatch.policies import may_dispatch
from workflow.dispatch.queries import Collision, collisions_between

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Cell:
    """One day of the page. ``rest`` says from when to when a holiday lasts, on its first day in the month."""

    date: date
    weekday: str
    in_month: bool
    is_workday: bool
    mark: str
    name: str
    meetings: list[Meeting]
    rest: str = ""

    @property
    def first_of_rest(self) -> bool:
        """Does a holiday begin here?"""
        return bool(self.rest)


@require_safe
@needs(Permission.DISPATCH_READ)
def calendar(request: HttpRequest) -> HttpResponse:
    """A month (``?month=2026-11``) with its sittings on the days they really take place."""
    officer = officer_of(request)
    now, today = timezone.now(), timezone.localdate()
    first = _month_of(request.GET.get("month", ""), today)
    weeks = month(first.year, first.month)
    visible = Meeting.objects.visible_to(officer).select_related("series__organisation").distinct()
    sittings = list(_between(visible, weeks[0][0].date, weeks[-1][-1].date))
    inside = [one for one in sittings if timezone.localtime(one.starts_at).month == first.month]
    cancelled = sum(one.state == MeetingState.CANCELLED for one in inside)
    context = {
        "month": first,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "following": (first + timedelta(days=31)).replace(day=1),
        "weekdays": WEEKDAYS,
        "weeks": _weeks(weeks, sittings),
        "today": today,
        "is_this_month": first == today.replace(day=1),
        "count": len(inside) - cancelled,
        "cancelled": cancelled,
        "not_official": _warning(weeks),
        "collisions": _collisions(sittings, officer),
        "next": visible.ahead(now).order_by("starts_at", "pk").first(),
    }
    return render(request, "dispatch/calendar.html", context)


def _collisions(sittings: list[Meeting], officer: Officer) -> list[tuple[Collision, bool]]:
    """Two series of one owner on one day ahead, and whether the officer may merge them."""
    ahead = [one for one in sittings if one.starts_at > timezone.now()]
    return [
        (
            one,
            may_dispatch(one.first.series.organisation, officer)
            and may_dispatch(one.later.series.organisation, officer),
        )
        for one in collisions_between(ahead)
    ]


def _month_of(text: str, today: date) -> date:
    """First day of the month in the address; the present month when it cannot be read."""
    try:
        wanted = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return wanted if FIRST_YEAR <= wanted.year <= LAST_YEAR else today.replace(day=1)


def _between(visible: object, first: date, last: date) -> list[Meeting]:
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    found = visible.filter(starts_at__gte=begin, starts_at__lt=end)  # type: ignore[attr-defined]
    return list(found.order_by("starts_at", "pk"))


def _weeks(weeks: list[list[MonthDay]], sittings: list[Meeting]) -> list[list[Cell]]:
    on_day: dict[date, list[Meeting]] = defaultdict(list)
    for one in sittings:
        on_day[timezone.localtime(one.starts_at).date()].append(one)
    rests = _rests([cell for week in weeks for cell in week if cell.in_month])
    return [[_cell(cell, on_day[cell.date], rests.get(cell.date, "")) for cell in week] for week in weeks]


def _cell(cell: MonthDay, meetings: list[Meeting], rest: str) -> Cell:
    day = cell.day
    return Cell(cell.date, cell.weekday, cell.in_month, day.is_workday, day.mark, day.name, meetings, rest)


def _rests(cells: list[MonthDay]) -> dict[date, str]:
    """First day of each run of holidays → 10月1日至8日 国庆节放假."""
    found: dict[date, str] = {}
    start: MonthDay | None = None
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        if cell.day.mark != "休":
            continue
        start = start or cell
        if after is None or after.day.mark != "休":
            days = date_text(start.date) + (f"至{cell.date.day}日" if cell.date != start.date else "")
            found[start.date] = f"{days} {start.day.name}放假"
            start = None
    return found


def _warning(weeks: list[list[MonthDay]]) -> str:
    """What to load when a day of the month lies in a year that no notice has settled."""
    open_years = sorted({c.date.year for week in weeks for c in week if c.in_month and not c.day.is_official})
    if not open_years:
        return ""
    year = open_years[0]
    return f"{year}年放假安排尚未按国务院办公厅通知载入，本月的休、班只按周末推算，会议日期待定。{how_to_load(year)}"
