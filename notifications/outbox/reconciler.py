"""Bring back what got stuck: leases that ran out, and results nobody knows (reliability.md 1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.outbox import journal, leases
from notifications.outbox.models import Delivery, DeliveryState

GRACE = timedelta(minutes=15)  # longer than SMTP's own time-out for DATA and a relay's delay


@dataclass(frozen=True)
class Reconciled:
    """What one run did."""

    freed: int
    doubtful: int
    found: int
    queued: int


def reconcile(*, now: datetime, grace: timedelta = GRACE) -> Reconciled:
    """End leases that ran out; then ask the journal about uncertain ones. Without a journal they wait for a person."""
    freed, doubtful = leases.expire(now=now)
    found, queued = _ask_journal(now, grace)
    return Reconciled(freed, doubtful, found, queued)


def _ask_journal(now: datetime, grace: timedelta) -> tuple[int, int]:
    uncertain = list(Delivery.objects.filter(state=DeliveryState.UNCERTAIN, data_at__isnull=False).order_by("data_at"))
    maildir = journal.folder()
    if not uncertain or maildir is None:
        return 0, 0
    filed = journal.message_ids(maildir, since=_began(uncertain[0]))
    arrived = [row for row in uncertain if row.message_id in filed]
    missing = [row for row in uncertain if row.message_id not in filed and _began(row) + grace <= now]
    return (
        sum(leases.found(row, now=now) for row in arrived),
        sum(leases.not_found(row, now=now) for row in missing),
    )


def _began(delivery: Delivery) -> datetime:
    assert delivery.data_at is not None
    return delivery.data_at
