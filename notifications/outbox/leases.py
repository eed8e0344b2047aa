"""Who holds a delivery. Every move is one conditional UPDATE; its row count says whether it was ours to make.

queued ─take→ claimed ─begin_data→ data ─finish→ sent | failed | queued again | uncertain | dead

A lease that runs out while claimed returns the delivery to the queue: nothing has left the house. A lease that runs out
in data leaves it uncertain: it may have left, and nobody here can know (RFC 1047).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from notifications.outbox.models import Attempt, Delivery, DeliveryQuerySet, DeliveryState, OccurrenceState

LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 5
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
OUTAGE_WAIT = timedelta(minutes=1)
REPLY_LENGTH = 500


def _row(delivery_id: uuid.UUID, **condition: object) -> DeliveryQuerySet:
    """The one row, if it is still what we believe it to be."""
    return Delivery.objects.filter(pk=delivery_id, **condition)


def take(delivery_id: uuid.UUID, *, now: datetime, length: timedelta = LEASE) -> uuid.UUID | None:
    """Claim a queued delivery; None when somebody else was faster. The attempt counts from here, unless given back."""
    lease = uuid.uuid4()
    mine = _row(delivery_id, state=DeliveryState.QUEUED, not_before__lte=now).update(
        state=DeliveryState.CLAIMED, lease=lease, lease_until=now + length, attempts=F("attempts") + 1, updated_at=now
    )
    return lease if mine else None


def begin_data(delivery_id: uuid.UUID, lease: uuid.UUID, *, now: datetime, length: timedelta = LEASE) -> bool:
    """From here on the message may leave. False: the lease is lost, or what it says is no longer true."""
    held = _row(
        delivery_id,
        state=DeliveryState.CLAIMED,
        lease=lease,
        lease_until__gt=now,
        occurrence__state=OccurrenceState.OPEN,
    )
    return bool(held.update(state=DeliveryState.DATA, data_at=now, lease_until=now + length, updated_at=now))


def finish(
    delivery: Delivery, lease: uuid.UUID, target: str, *, now: datetime, code: int | None = None, reply: str = ""
) -> bool:
    """Write down how it ended. A late answer still counts while the delivery is uncertain under the same lease."""
    held = _row(
        delivery.pk, lease=lease, state__in=(DeliveryState.CLAIMED, DeliveryState.DATA, DeliveryState.UNCERTAIN)
    )
    values: dict[str, object] = {"smtp_code": code, "smtp_reply": reply[:REPLY_LENGTH]}
    if target == DeliveryState.SENT:
        values["sent_at"] = now
    return _settle(delivery, held, target, now, values)


def put_back(
    delivery: Delivery,
    lease: uuid.UUID,
    *,
    now: datetime,
    code: int | None = None,
    reply: str = "",
    only_claimed: bool = False,
) -> bool:
    """Nothing has left: queue it again for later, or give up after ``MAX_ATTEMPTS``.

    ``only_claimed`` for a caller who does not know: then only what had not reached data.
    """
    states = (DeliveryState.CLAIMED,) if only_claimed else (DeliveryState.CLAIMED, DeliveryState.DATA)
    held = _row(delivery.pk, lease=lease, state__in=states)
    wait = WAITS[min(max(delivery.attempts, 1), len(WAITS)) - 1]
    values: dict[str, object] = {"smtp_code": code, "smtp_reply": reply[:REPLY_LENGTH]}
    return _queue_again(delivery, held, now, values, wait=wait)


def give_back(
    delivery: Delivery,
    lease: uuid.UUID,
    *,
    now: datetime,
    code: int | None = None,
    reply: str = "",
    wait: timedelta = OUTAGE_WAIT,
) -> bool:
    """There was no server to talk to, or it asks us to wait, which says nothing about this row: not an attempt.

    The same trouble is entered once, however long it lasts: an outage of a night is one line, not a thousand.
    """
    said = reply[:REPLY_LENGTH]
    held = _row(delivery.pk, lease=lease, state__in=(DeliveryState.CLAIMED, DeliveryState.DATA))
    values: dict[str, object] = {"smtp_code": code, "smtp_reply": said, "lease": None}
    values |= {"not_before": now + wait, "attempts": max(delivery.attempts - 1, 0)}
    if delivery.smtp_reply == said:
        return bool(held.update(state=DeliveryState.QUEUED, updated_at=now, **values))
    return _settle(delivery, held, DeliveryState.QUEUED, now, values)


def postpone(delivery_id: uuid.UUID, *, until: datetime) -> bool:
    """Its turn comes later, by our own pace: nothing was tried, nothing is entered."""
    return bool(_row(delivery_id, state=DeliveryState.QUEUED).update(not_before=until))


def _queue_again(
    delivery: Delivery,
    held: DeliveryQuerySet,
    now: datetime,
    values: dict[str, object],
    *,
    wait: timedelta = timedelta(0),
) -> bool:
    """Wait for the next attempt; after ``MAX_ATTEMPTS`` there is none, and a person has to look."""
    again = delivery.attempts < MAX_ATTEMPTS
    values = {**values, "lease": None, **({"not_before": now + wait} if again else {})}
    return _settle(delivery, held, DeliveryState.QUEUED if again else DeliveryState.DEAD, now, values)


def _settle(delivery: Delivery, held: DeliveryQuerySet, target: str, now: datetime, values: dict[str, object]) -> bool:
    """Move the row if it is still as expected, and leave an entry about it, together."""
    with transaction.atomic():
        if not held.update(state=target, updated_at=now, **values):
            return False
        code, reply = values.get("smtp_code"), str(values.get("smtp_reply", ""))
        entry = Attempt(delivery=delivery, number=delivery.attempts, at=now, outcome=target, reply=reply)
        entry.code = code if isinstance(code, int) else None
        entry.save(force_insert=True)
    return True


def expire(*, now: datetime) -> tuple[int, int]:
    """End leases that ran out. Returns (queued again or given up, become uncertain)."""
    over = Delivery.objects.filter(lease_until__lt=now)
    freed = [_expire_claimed(row, now) for row in over.filter(state=DeliveryState.CLAIMED)]
    doubtful = [_expire_data(row, now) for row in over.filter(state=DeliveryState.DATA)]
    return sum(freed), sum(doubtful)


def _expire_claimed(delivery: Delivery, now: datetime) -> bool:
    held = _row(delivery.pk, state=DeliveryState.CLAIMED, lease=delivery.lease, lease_until__lt=now)
    return _queue_again(delivery, held, now, {"smtp_code": None, "smtp_reply": "发送进程中断，尚未交付"})


def _expire_data(delivery: Delivery, now: datetime) -> bool:
    held = _row(delivery.pk, state=DeliveryState.DATA, lease=delivery.lease, lease_until__lt=now)
    values: dict[str, object] = {"smtp_code": None, "smtp_reply": "交付途中中断，结果不明"}
    return _settle(delivery, held, DeliveryState.UNCERTAIN, now, values)


def found(delivery: Delivery, *, now: datetime) -> bool:
    """The journal holds it: it was sent when its data began."""
    held = _row(delivery.pk, state=DeliveryState.UNCERTAIN)
    values: dict[str, object] = {"sent_at": delivery.data_at, "smtp_reply": "在留底信箱中找到"}
    return _settle(delivery, held, DeliveryState.SENT, now, values)


def not_found(delivery: Delivery, *, now: datetime) -> bool:
    """The journal does not hold it after the grace: it never left, so it waits again."""
    held = _row(delivery.pk, state=DeliveryState.UNCERTAIN)
    return _queue_again(delivery, held, now, {"smtp_reply": "留底信箱中没有，重新排队"})


def repeat(delivery: Delivery, *, until: datetime, now: datetime) -> bool:
    """The server drops a second copy until ``until``: so it is sent once more, which finds out without doubling."""
    held = _row(delivery.pk, state=DeliveryState.UNCERTAIN)
    values: dict[str, object] = {"repeat_until": until, "smtp_reply": "结果不明，对方会丢弃重复消息，重新发送以确认"}
    return _queue_again(delivery, held, now, values)
