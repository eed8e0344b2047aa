"""What the oracle expects, in the terms in which it is compared: who, by which rule, about what, due when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LATE = timedelta(minutes=10)
Subject = tuple[object, ...]


@dataclass(frozen=True)
class Key:
    """One reminder. ``principal``: for whom the recipient stands in, empty for one's own."""

    rule: str
    subject: Subject
    recipient: str
    due: datetime
    principal: str = ""


@dataclass(frozen=True)
class Expected:
    """``state``: told; void (on record, with why not); maybe (if on record, then as void). ``seen``: by which scan."""

    key: Key
    seen: datetime
    state: str

    @property
    def is_late(self) -> bool:
        """To be marked 补发?"""
        return self.seen - self.key.due > LATE


class Timetable:
    """When the scheduler really looked."""

    def __init__(self, scans: Sequence[datetime]) -> None:
        self.scans = sorted(scans)

    def seen(self, due: datetime) -> datetime | None:
        """The first look at or after ``due``; None when there was none any more."""
        place = bisect_left(self.scans, due)
        return self.scans[place] if place < len(self.scans) else None
