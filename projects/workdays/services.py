"""Loading the calendar. Every load is one transaction: a refusal leaves the table as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid
from projects.workdays.acts import Act
from projects.workdays.days import WORKED
from projects.workdays.files import decode, parse
from projects.workdays.models import CalendarYear, Day
from projects.workdays.source import LAST_OFFICIAL_YEAR, SOURCE, SourceDay, days_of

_BATCH = 200


@audited()
def load_years(first: int, last: int, *, now: datetime) -> list[CalendarYear]:
    """Load the years from ``first`` to ``last``, both included, from the library; again is harmless.

    A year after ``LAST_OFFICIAL_YEAR`` is loaded as not official, and never over one that is (``Conflict``).
    """
    if last < first:
        raise Invalid(f"终止年份{last}早于起始年份{first}，请核对。", "year")
    return [
        _replace(
            year,
            days_of(year),
            official=year <= LAST_OFFICIAL_YEAR,
            source=SOURCE,
            now=now,
        )
        for year in range(first, last + 1)
    ]


@audited()
def load_file(year: int, content: bytes, *, official: bool, source: str, now: datetime) -> CalendarYear:
    """Load ``year`` from a CSV file (see ``files``). ``source``: which notice; ``Invalid`` names the wrong lines."""
    days = parse(decode(content), year)
    earlier = [day for day in days if day.date.year < year]
    if earlier and not CalendarYear.objects.filter(year=year - 1).exists():
        raise Invalid(
            f"文件调整了{year - 1}年12月的日期，但{year - 1}年日历尚未载入，请先载入{year - 1}年。",
            "file",
        )
    loaded = _replace(year, days, official=official, source=source, now=now)
    if earlier:
        CalendarYear.objects.filter(year=year - 1).update(loaded_at=now)
    return loaded


def _replace(year: int, days: Iterable[SourceDay], *, official: bool, source: str, now: datetime) -> CalendarYear:
    present = CalendarYear.objects.select_for_update(no_key=True).filter(year=year).first()
    if present and present.is_official and not official:
        raise Conflict(
            f"{year}年日历已按国务院办公厅通知核定，不能用推算的日历覆盖；如需更正，请载入带 --official 的文件。"
        )
    rows = [Day(date=day.date, kind=day.kind, is_workday=day.kind in WORKED, name=day.name) for day in days]
    Day.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["kind", "is_workday", "name"],
    )
    values = {"is_official": official, "source": source, "loaded_at": now}
    loaded = CalendarYear.objects.update_or_create(year=year, defaults=values)[0]
    record(Act.LOAD, loaded, by=None, now=now, detail=f"{year}年 {source}{'（官方）' if official else '（推算）'}")
    return loaded
