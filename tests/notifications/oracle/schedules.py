"""On which days a series sits and a report is due: derived from domain.md 7 day by day, for the oracle alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.notifications.oracle import almanac
from tests.notifications.oracle.described import Request, Series

STEP = {"weekly": 7, "biweekly": 14}


@dataclass(frozen=True)
class Placed:
    """A nominal day and the day on which it really happens."""

    nominal: date
    on: date


def sittings(series: Series) -> list[Placed]:
    """Every sitting that the published years can promise; those that fall on one day are one, the first."""
    taken: set[date] = set()
    found = []
    for nominal in _nominals(series):
        on = _shifted(nominal, series.policy)
        if on is not None and on not in taken:
            taken.add(on)
            found.append(Placed(nominal, on))
    return found


def rounds(request: Request) -> list[Placed]:
    """Every round; one that would be due no later than the one before is reported with that one."""
    found: list[Placed] = []
    for nominal in _report_days(request):
        on = _report_shifted(nominal, request.policy)
        if on is not None and (not found or on > found[-1].on):
            found.append(Placed(nominal, on))
    return found


def due_at(request: Request, placed: Placed) -> datetime:
    """The deadline."""
    return almanac.clock(placed.on, request.at.hour, request.at.minute)


def opens_at(request: Request, placed: Placed) -> datetime:
    """So many days ahead, at half past eight."""
    return almanac.clock(placed.on - timedelta(days=request.window), 8, 30)


def starts_at(series: Series, on: date) -> datetime:
    """When a sitting on that day begins."""
    return almanac.clock(on, series.at.hour, series.at.minute)


def _shifted(nominal: date, policy: str) -> date | None:
    """None where it is called off, or where a year without a notice decides."""
    if almanac.worked(nominal):
        on: date | None = nominal
    else:
        on = {"next": almanac.on_or_after, "previous": almanac.on_or_before}.get(policy, lambda _: None)(nominal)
    return on if almanac.is_published(nominal) and on is not None and almanac.is_published(on) else None


def _report_shifted(nominal: date, policy: str) -> date | None:
    if policy == "second" and not almanac.worked(nominal):
        on: date | None = almanac.forward(nominal, 2 if almanac.is_holiday(nominal) else 1)
        return on if almanac.is_published(nominal) and on is not None and almanac.is_published(on) else None
    return _shifted(nominal, policy)


def _nominals(series: Series) -> Iterator[date]:
    anchor = next((on for on in almanac.days(series.starts_on, series.starts_on + timedelta(days=6))
                   if on.isoweekday() == series.weekday), series.starts_on)  # fmt: skip
    for on in almanac.days(series.starts_on, almanac.LAST):
        if series.beat in STEP:
            if on >= anchor and (on - anchor).days % STEP[series.beat] == 0:
                yield on
        elif on == _day_of_month(series, on.year, on.month):
            yield on


def _day_of_month(series: Series, year: int, month: int) -> date | None:
    if series.beat == "quarterly" and (month - 1) % 3 + 1 != series.quarter_month:
        return None
    length = monthrange(year, month)[1]
    if series.monthly == "day":
        return date(year, month, min(series.day or 1, length))
    fits = [date(year, month, on) for on in range(1, length + 1)
            if date(year, month, on).isoweekday() == series.weekday]  # fmt: skip
    return fits[min(series.nth or 1, len(fits)) - 1]


def _report_days(request: Request) -> Iterator[date]:
    for on in almanac.days(request.starts_on, almanac.LAST):
        last = monthrange(on.year, on.month)[1]
        by_month = on.day == min(request.day or 1, last)
        fits = {
            "weekly": on.isoweekday() == request.weekday,
            "biweekly": request.anchor is not None and (on - request.anchor).days % 14 == 0,
            "half_monthly": on.day in (1, 15),
            "monthly": by_month,
            "quarterly": by_month and on.month in (1, 4, 7, 10),
        }
        if fits[request.recurrence]:
            yield on
