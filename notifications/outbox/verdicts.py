"""What is known at the end of handing one message over, whatever the channel. Leases know these words (``leases``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


class Verdict(Enum):
    """What is known at the end."""

    ACCEPTED = "accepted"  # the server has it
    REFUSED = "refused"  # it never will take it: 5xx of SMTP, an unknown account
    DEFERRED = "deferred"  # nothing left, later perhaps: 4xx of SMTP, no connection, a rate limit
    UNKNOWN = "unknown"  # the content was under way when the line went dead
    WITHHELD = "withheld"  # we held it back ourselves


@dataclass(frozen=True)
class Answer:
    """Verdict, the server's code and words. ``reached`` is False when the server would not talk to the house at all:
    no connection, no greeting, no login, no mail from this sender. Then nothing was learnt about the recipient.

    ``wait`` with DEFERRED: a rate limit. Nothing left, the attempt is not counted, and the whole lane pauses as long.
    """

    verdict: Verdict
    code: int | None = None
    text: str = ""
    reached: bool = True
    wait: timedelta | None = None
