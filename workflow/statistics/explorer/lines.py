"""How the lines of the table map to the dimensions of a figure. Pure."""

from __future__ import annotations

from decimal import Decimal

from workflow.statistics.explorer.asks import Ask, Rows
from workflow.statistics.terms import By, Dimension, Role

USUAL_TIERS_WAN = tuple(Decimal(10_000) * yi for yi in (1, 10, 20, 50, 100))
_PLAIN = {
    Rows.CHAIN: By.CHAIN,
    Rows.CHANNEL: By.CHANNEL,
    Rows.ORIGIN: By.ORIGIN,
    Rows.TAG: By.TAG,
    Rows.CHIEF: By.CHIEF,
    Rows.MONTH: By.MONTH,
}


def dimension_of(ask: Ask) -> Dimension | None:
    """The dimension behind the lines; None where there are none."""
    return dimension(ask.rows, depth=ask.depth, role=ask.filters.role, tiers_wan=tiers_of(ask))


def dimension(rows: str, *, depth: int, role: Role = Role.LANDING, tiers_wan: tuple[Decimal, ...]) -> Dimension | None:
    """``depth``: of the units to which lines by unit are summed up."""
    match rows:
        case Rows.UNIT:
            return Dimension(By.UNIT, level=depth, role=role)
        case Rows.UNIT_OWN:
            return Dimension(By.UNIT, role=role)
        case Rows.INDUSTRY:
            return Dimension(By.INDUSTRY, level=1)
        case Rows.DIVISION:
            return Dimension(By.INDUSTRY, level=3)
        case Rows.TIER:
            return Dimension(By.TIER, thresholds_wan=tiers_wan)
        case _:
            return Dimension(_PLAIN[Rows(rows)]) if rows else None


def tiers_of(ask: Ask) -> tuple[Decimal, ...]:
    """The thresholds of the ask as lower ends of bands, or the usual 1, 10, 20, 50 and 100亿元."""
    least = ask.filters.min_total_wan
    given = (*((least,) if least else ()), *ask.also_wan)
    return tuple(sorted(set(given))) if ask.also_wan else tuple(
        one for one in USUAL_TIERS_WAN if least is None or one >= least
    ) or USUAL_TIERS_WAN  # fmt: skip
