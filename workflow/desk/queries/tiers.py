"""Tiers of the total investment 金额档次: nested (以上, the number itself included) or exclusive bands (区间)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from projects.ledger.models import Project

FIELD = "total_investment_wan"
LEAST = (10_000, 100_000, 200_000, 500_000, 1_000_000)
"""万元: 1, 10, 20, 50, 100亿元."""
UNDER, NONE = "under", "none"
KEYS = (*(str(least) for least in LEAST), UNDER, NONE)


Bands = Mapping[str, tuple[int, Decimal]]
"""Key of a tier → number and sum in 万元 of its exclusive band."""


@dataclass(frozen=True)
class Tier:
    """One step: how many of the set reach it and what they add up to in 万元; None where amounts are missing."""

    key: str
    label: str
    count: int
    amount_wan: Decimal | None


def label_of(key: str, *, exclusive: bool) -> str:
    """``100000``: 10亿元以上, or as a band 10亿元以上、不足20亿元."""
    if key == UNDER:
        return "不足1亿元"
    if key == NONE:
        return "未填金额"
    least, above = int(key), _next(int(key))
    upper = f"、不足{above // 10_000}亿元" if exclusive and above else ""
    return f"{least // 10_000}亿元以上{upper}"


def short_label_of(key: str, *, exclusive: bool) -> str:
    """``100000``: ≥10亿, or 10–20亿."""
    if key in (UNDER, NONE):
        return label_of(key, exclusive=exclusive)
    least, above = int(key) // 10_000, _next(int(key))
    return f"{least}–{above // 10_000}亿" if exclusive and above else f"≥{least}亿"


def within(key: str, *, exclusive: bool) -> Q:
    """The condition of one tier."""
    if key == NONE:
        return Q(**{f"{FIELD}__isnull": True})
    if key == UNDER:
        return Q(**{f"{FIELD}__lt": Decimal(LEAST[0])})
    least, above = int(key), _next(int(key))
    found = Q(**{f"{FIELD}__gte": Decimal(least)})
    return found & Q(**{f"{FIELD}__lt": Decimal(above)}) if exclusive and above else found


def band_sums() -> dict[str, Any]:
    """What to aggregate over a set to know its bands."""
    asked: dict[str, Any] = {}
    for key in KEYS:
        band = within(key, exclusive=True)
        asked |= {f"n_{key}": Count("pk", filter=band), f"s_{key}": Sum(FIELD, filter=band)}
    return asked


def bands_in(found: dict[str, Any]) -> Bands:
    """Takes the answer to ``band_sums`` out of ``found``."""
    return {key: (found.pop(f"n_{key}"), found.pop(f"s_{key}") or Decimal(0)) for key in KEYS}


def bands_of(projects: QuerySet[Project]) -> Bands:
    """Number and sum of every band of the set, in one query."""
    return bands_in(projects.order_by().aggregate(**band_sums()))


def tiers_of(bands: Bands, *, exclusive: bool) -> list[Tier]:
    """Number and sum of every tier, nested or exclusive."""
    return [_tier(key, bands, exclusive=exclusive) for key in KEYS]


def _tier(key: str, bands: Bands, *, exclusive: bool) -> Tier:
    count, amount = bands[key]
    if not exclusive and key not in (UNDER, NONE):
        upper = [bands[str(least)] for least in LEAST if least >= int(key)]
        count, amount = sum(one for one, _ in upper), sum((one for _, one in upper), Decimal(0))
    return Tier(key, short_label_of(key, exclusive=exclusive), count, None if key == NONE else amount)


def _next(least: int) -> int:
    """The lower end of the tier above; 0 for the highest."""
    return dict(pairwise(LEAST)).get(least, 0)
