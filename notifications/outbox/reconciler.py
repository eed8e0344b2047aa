"""Bring back what got stuck: leases that ran out, and results nobody knows (reliability.md 1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.outbox import journal, leases
from notifications.outbox.channels.catalogue import by_name, journalled
from notifications.outbox.models import Delivery, DeliveryQuerySet, DeliveryState

GRACE = timedelta(minutes=15)  # longer than SMTP's own time-out for DATA and a relay's delay
REPEAT_AFTER = timedelta(minutes=1)  # longer than a request may last
REPEAT_MARGIN = timedelta(minutes=10)  # a repeat must have begun well before the server forgets the first copy


@dataclass(frozen=True)
class Reconciled:
    """What one run did."""

    freed: int
    doubtful: int
    found: int
    queued: int
    repeated: int = 0


def reconcile(*, now: datetime, grace: timedelta = GRACE) -> Reconciled:
    """End leases that ran out; then find out about uncertain ones: by the journal, or by a repeat that does no harm.

    Where there is neither they wait for a person.
    """
    freed, doubtful = leases.expire(now=now)
    found, queued = _ask_journal(now, grace)
    return Reconciled(freed, doubtful, found, queued, _repeat(now))


def _uncertain() -> DeliveryQuerySet:
    return Delivery.objects.filter(state=DeliveryState.UNCERTAIN, data_at__isnull=False).order_by("data_at")


def _ask_journal(now: datetime, grace: timedelta) -> tuple[int, int]:
    uncertain = list(_uncertain().filter(channel__in=journalled()))
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


def _repeat(now: datetime) -> int:
    """Channels whose server drops a second copy for a while: the first such moment counts, not the latest."""
    repeated = 0
    for row in _uncertain().exclude(channel__in=journalled()).filter(data_at__lte=now - REPEAT_AFTER):
        channel = by_name(row.channel)
        until = row.repeat_until or (channel.repeat_until(_began(row)) if channel else None)
        if until is not None and now < until - REPEAT_MARGIN:
            repeated += leases.repeat(row, until=until, now=now)
    return repeated


def _began(delivery: Delivery) -> datetime:
    assert delivery.data_at is not None
    return delivery.data_at
