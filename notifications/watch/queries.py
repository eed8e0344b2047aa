"""Reads of the room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifications.watch.models import ScanFailure, Trouble

SHOWN_FOR = timedelta(days=30)
MOST = 50


@dataclass
class Failing:
    """What is known of one family: since when its first open subject fails (None: none does), and which subjects a
    person set aside.
    """

    since: datetime | None = None
    aside: set[str] = field(default_factory=set)


def failing() -> defaultdict[str, Failing]:
    """By family; one query for all. A family of which nothing is known has nothing that fails."""
    found: defaultdict[str, Failing] = defaultdict(Failing)
    rows = ScanFailure.objects.order_by("-first_at").values_list("family", "subject", "first_at", "set_aside_at")
    for family, subject, first_at, set_aside_at in rows:
        if set_aside_at is None:
            found[family].since = first_at
        else:
            found[family].aside.add(subject)
    return found


def failures() -> Sequence[ScanFailure]:
    """Open ones first, then those set aside."""
    rows = ScanFailure.objects.select_related("set_aside_by")
    return [*rows.open()[:MOST], *rows.aside()[:MOST]]


def troubles(now: datetime) -> Sequence[Trouble]:
    """Those that last, and those of the last month."""
    lasting = Trouble.objects.open()
    over = Trouble.objects.filter(ended_at__gt=now - SHOWN_FOR)
    return [*lasting[:MOST], *over[:MOST]]
