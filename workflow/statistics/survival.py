"""How long it takes, those still on their way counted: the product-limit estimate of Kaplan and Meier (1958).

Leaving out who waits makes every wait look short. Each project is at risk for the days it has been watched; who waits
at ``as_of``, or left on the way (terminated, withdrawn), is watched that long and then no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

Watched = tuple[int, int, int]
"""(days, how many arrived after exactly so many, how many were watched no longer than that)."""
Curve = tuple[tuple[int, Decimal], ...]
QUARTERS = (Decimal("0.25"), Decimal("0.50"), Decimal("0.75"))


def curve(watched: Iterable[Watched]) -> Curve:
    """(days, share that has not arrived by then), one point for each day on which somebody arrived."""
    lines = sorted(watched)
    at_risk = sum(arrived + lost for _, arrived, lost in lines)
    share, points = Decimal(1), []
    for days, arrived, lost in lines:
        if arrived:
            share *= Decimal(at_risk - arrived) / Decimal(at_risk)
            points.append((days, share))
        at_risk -= arrived + lost
    return tuple(points)


def quantile(points: Sequence[tuple[int, Decimal]], share: Decimal) -> int | None:
    """The first day by which at least ``share`` has arrived; None where it is not known to have."""
    tolerance = Decimal("1e-20")
    return next((days for days, left in points if left <= 1 - share + tolerance), None)


def quartiles(points: Sequence[tuple[int, Decimal]]) -> tuple[int | None, int | None, int | None]:
    """Days by which a quarter, half, and three quarters have arrived."""
    first, median, third = (quantile(points, share) for share in QUARTERS)
    return first, median, third
