"""Amounts rolled up by tier: nested (以上, the number itself included) or exclusive bands (区间). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.ledger.money import WAN_PER_YI

NOT_GIVEN = "未填金额"


@dataclass(frozen=True)
class Tier:
    """One step: how many rows reach it and their sum in 万元; None where amounts are missing."""

    label: str
    count: int
    amount_wan: Decimal | None


def tiers_of(amounts: Iterable[Decimal | None], thresholds_wan: Sequence[int], *, exclusive: bool) -> list[Tier]:
    """The tiers from the lowest up, then what lies below them all and what has no amount, where there is any."""
    given = list(amounts)
    known = [one for one in given if one is not None]
    ends: list[int | None] = [*thresholds_wan[1:], None]
    tiers = [
        _tier(label_of(least, upper if exclusive else None), known, least, upper if exclusive else None)
        for least, upper in zip(thresholds_wan, ends, strict=True)
    ]
    under = [one for one in known if thresholds_wan and one < thresholds_wan[0]]
    if under:
        tiers.append(Tier(f"不足{_yi(thresholds_wan[0])}亿元", len(under), sum(under, Decimal(0))))
    if len(known) < len(given):
        tiers.append(Tier(NOT_GIVEN, len(given) - len(known), None))
    return tiers


def label_of(least_wan: int, upper_wan: int | None) -> str:
    """20亿元以上, or as a band 20亿元以上、不足50亿元."""
    return f"{_yi(least_wan)}亿元以上" + (f"、不足{_yi(upper_wan)}亿元" if upper_wan else "")


def _tier(label: str, known: list[Decimal], least: int, upper: int | None) -> Tier:
    found = [one for one in known if one >= least and (upper is None or one < upper)]
    return Tier(label, len(found), sum(found, Decimal(0)))


def _yi(wan: int) -> str:
    text = f"{Decimal(wan) / WAN_PER_YI:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
