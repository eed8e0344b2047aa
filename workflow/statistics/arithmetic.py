"""Arithmetic of figures: rounded once, half up, at the end (domain.md 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from workflow.statistics.terms import Period

HUNDRED = Decimal(100)
NO_BASE = "上年同期为0"
SQUARE_METRES_A_MU = Decimal("666.67")
SQUARE_METRES_A_HECTARE = Decimal(10_000)
Number = int | Decimal
Named = TypeVar("Named")


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, for showing. Do it once, at the very end."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent(part: Number, whole: Number, places: int = 2) -> Decimal | None:
    """``part`` of ``whole`` in percent, rounded once; None where the whole is 0: 119 of 121 is 98.35."""
    if not whole:
        return None
    return rounded(Decimal(part) * HUNDRED / Decimal(whole), places)


def mean(total: Number, count: int, places: int = 2) -> Decimal | None:
    """``total`` by ``count``, rounded once; None of none."""
    return rounded(Decimal(total) / Decimal(count), places) if count else None


def intensity(amount_wan: Decimal, area_mu: Decimal, places: int = 1) -> Decimal | None:
    """万元 a 亩: 80000 on 252 is 317.5; None without an area."""
    return rounded(amount_wan / area_mu, places) if area_mu else None


def hectares(area_mu: Number, places: int = 2) -> Decimal:
    """亩 as 公顷, rounded once: 1460 亩 is 97.33."""
    return rounded(Decimal(area_mu) * SQUARE_METRES_A_MU / SQUARE_METRES_A_HECTARE, places)


@dataclass(frozen=True)
class YearOnYear:
    """``now`` against ``then``. ``percent`` (1 decimal) and ``times`` (2 decimals) are None on a base of 0.

    ``note``: 上年同期为0 on that base, 与上年同期持平 where nothing changed, else empty.
    """

    now: Decimal
    then: Decimal
    change: Decimal
    percent: Decimal | None
    times: Decimal | None
    note: str


def year_on_year(now: Number, then: Number) -> YearOnYear:
    """(now − then) ÷ then; a base of 0 has no percentage, whatever ``now`` is. A negative base has none either."""
    new, old = Decimal(now), Decimal(then)
    change = new - old
    note = NO_BASE if old == 0 else "与上年同期持平" if change == 0 else ""
    if old <= 0:
        return YearOnYear(new, old, change, None, None, note)
    return YearOnYear(new, old, change, percent(change, old, 1), rounded(new / old, 2), note)


def elapsed(period: Period, on: date) -> tuple[int, int]:
    """(days gone, days in all) of ``period`` by the end of ``on``, both ends included; 0 before it, all after it."""
    gone = (min(on, period.to_on) - period.from_on).days + 1
    return max(gone, 0), period.days


def elapsed_percent(period: Period, on: date, places: int = 1) -> Decimal:
    """序时进度 in percent: 49 of 92 days is 53.3."""
    gone, whole = elapsed(period, on)
    return rounded(Decimal(gone) * HUNDRED / Decimal(whole), places)


def gap_points(done: Number, target: Number, period: Period, on: date, places: int = 1) -> Decimal | None:
    """Completion − 序时 in percentage points, rounded once; None without a target."""
    if not target:
        return None
    gone, whole = elapsed(period, on)
    exact = (Decimal(done) / Decimal(target) - Decimal(gone) / Decimal(whole)) * HUNDRED
    return rounded(exact, places)


def ranks(values: Sequence[Number | None]) -> list[int | None]:
    """Place of each value, the highest first; equal ones share it and the next is skipped (1, 1, 3); None has none."""
    return [None if one is None else 1 + sum(other is not None and other > one for other in values) for one in values]


def is_shared(places: Iterable[int | None]) -> list[bool]:
    """For each place of ``ranks``: does another hold it too (并列)?"""
    held = list(places)
    return [place is not None and held.count(place) > 1 for place in held]
