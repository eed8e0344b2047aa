"""By what a frame is divided. Every dimension reads the snapshot of the transition, never the project of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.steps.models import Transition

TIERS_YI: tuple[tuple[int, str], ...] = ((50, "50亿元及以上"), (10, "10—50亿元"), (1, "1—10亿元"), (0, "不足1亿元"))
"""Exclusive bands by total investment; the lower bound is included."""
WHOLE = "全部"
_WAN = Decimal(10_000)


@dataclass(frozen=True)
class Dimension:
    """One way to divide."""

    name: str
    label: str
    read: Callable[[Transition], str]


def _tier(one: Transition) -> str:
    total = one.total_investment_wan
    if total is None:
        return "金额未填"
    return next(label for least, label in TIERS_YI if total >= least * _WAN)


def _industry(one: Transition) -> str:
    return "工业" if one.is_industrial else "非工业"


DIMENSIONS: dict[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("unit", "落地单位", lambda one: one.landing_organisation.label),
        Dimension("step", "节点", lambda one: str(one.get_step_display())),
        Dimension("tier", "投资规模", _tier),
        Dimension("industry", "工业／非工业", _industry),
    )
}


def stratum_of(transition: Transition, dimensions: Sequence[str]) -> str:
    """The name of its stratum, like ``繁昌区·开工``; one stratum for all where nothing divides."""
    return "·".join(DIMENSIONS[name].read(transition) for name in dimensions) or WHOLE


def labels_of(dimensions: Sequence[str]) -> str:
    """For people."""
    return "、".join(DIMENSIONS[name].label for name in dimensions) or "不分层"
