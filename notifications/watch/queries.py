"""Reads of the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from notifications.watch.models import ScanFailure, Trouble

SHOWN_FOR = timedelta(days=30)
MOST = 50


def failing_since(family: str, *, now: datetime) -> list[datetime]:
    """Since when subjects of this family fail: the first of the open ones, and ``now``, so that there is always one."""
    first = ScanFailure.objects.open().filter(family=family).order_by("first_at").values_list("first_at", flat=True)
    return [*first[:1], now]


def set_aside_in(family: str) -> frozenset[str]:
    """Subjects of this family that a person set aside."""
    return frozenset(ScanFailure.objects.aside().filter(family=family).values_list("subject", flat=True))


def failures() -> Sequence[ScanFailure]:
    """Open ones first, then those set aside."""
    rows = ScanFailure.objects.select_related("set_aside_by")
    return [*rows.open()[:MOST], *rows.aside()[:MOST]]


def troubles(now: datetime) -> Sequence[Trouble]:
    """Those that last, and those of the last month."""
    lasting = Trouble.objects.open()
    over = Trouble.objects.filter(ended_at__gt=now - SHOWN_FOR)
    return [*lasting[:MOST], *over[:MOST]]
