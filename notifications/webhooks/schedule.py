"""When a push is tried again, and what the answers of the other side mean. Pure (reliability.md 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WAITS = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Before the first attempt, the second, … : Standard Webhooks' own, a little more than three days in all."""
MOST_ATTEMPTS = len(WAITS)
WHOLE = sum(WAITS, timedelta(0))
BREATHER = timedelta(minutes=1)
"""So long a receiver that is overloaded, or does not answer, is left alone, where it does not say how long."""
LONGEST_PAUSE = timedelta(hours=24)
GONE, TOO_MANY = 410, 429
OVERLOADED = frozenset({TOO_MANY, 502, 503, 504})


def next_try(attempts: int, *, now: datetime) -> datetime | None:
    """When attempt number ``attempts + 1`` is due; None after the last."""
    return now + WAITS[attempts] if attempts < MOST_ATTEMPTS else None


def is_taken(status: int) -> bool:
    """Did the other side take it? Redirects are not followed, and are no."""
    return 200 <= status < 300


def pause_of(status: int, retry_after: str, *, now: datetime) -> timedelta | None:
    """How long the receiver is to be left alone after this answer; None: it is not overloaded."""
    if status not in OVERLOADED:
        return None
    asked = read_retry_after(retry_after, now=now)
    return BREATHER if asked is None else min(asked, LONGEST_PAUSE)


def read_retry_after(text: str, *, now: datetime) -> timedelta | None:
    """Seconds, or a date of HTTP; None for anything else."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    whole = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(whole - now, timedelta(0))


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. ``status`` None: no answer, and ``error`` says why. ``is_away``: there was nobody to talk
    to, which the next message would find as well. ``took``: milliseconds.
    """

    status: int | None = None
    answer: str = ""
    retry_after: str = ""
    error: str = ""
    is_away: bool = False
    took: int = 0

    @property
    def is_taken(self) -> bool:
        """Delivered?"""
        return self.status is not None and is_taken(self.status)
