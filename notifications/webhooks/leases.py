"""Who holds a delivery. Every move is one conditional UPDATE; its row count says whether it was ours to make.

queued ─take→ sending ─settle→ sent | queued again | dead;  sending ─lease over→ queued again, under the same id

A worker that dies between the sending and the note has told it, and it is told again: at least once, and the other side
knows it by its ``webhook-id`` (ADR 0033).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from notifications.webhooks.models import Attempt, Delivery, DeliveryState, PushQuerySet, State, Webhook
from notifications.webhooks.schedule import GONE, MOST_ATTEMPTS, Outcome, next_try

LEASE = timedelta(minutes=2)  # several times what one exchange may take
LOST = "推送进程中断，结果不明，按同一编号再推送一次"


def take(delivery_id: uuid.UUID, *, now: datetime, length: timedelta = LEASE) -> uuid.UUID | None:
    """Claim one that is due; None when somebody else was faster, or its webhook was switched off.

    The webhook is asked for by a query of its own: a join would make Django look for the row in a subquery, and what
    that found is not looked at again by PostgreSQL when another worker changed it meanwhile.
    """
    lease = uuid.uuid4()
    on = Webhook.objects.filter(state=State.ON)
    row = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.QUEUED, not_before__lte=now, webhook__in=on)
    attempts = F("attempts") + 1
    mine = row.change(now=now, state=DeliveryState.SENDING, lease=lease, lease_until=now + length, attempts=attempts)
    return lease if mine else None


def settle(
    delivery: Delivery, lease: uuid.UUID, outcome: Outcome, *, now: datetime, pause: timedelta | None = None
) -> str | None:
    """Write down how it ended; the state it is in now, or None when the lease was lost. ``pause``: it is not tried
    before that is over. What an address that is gone did not take waits for it to be switched on again.
    """
    held = _held(delivery, lease)
    values: dict[str, object] = {"status": outcome.status, "answer": outcome.answer, "error": outcome.error[:200]}
    due = next_try(delivery.attempts, now=now)
    if outcome.is_taken:
        state, values["sent_at"] = DeliveryState.SENT, now
    elif outcome.status == GONE:
        state, values["attempts"], values["not_before"] = DeliveryState.QUEUED, 0, now
    elif due is None:
        state = DeliveryState.DEAD
    else:
        state, values["not_before"] = DeliveryState.QUEUED, max(due, now + (pause or timedelta(0)))
    with transaction.atomic():
        if not held.change(now=now, state=state, lease=None, **values):
            return None
        _note(delivery, outcome, now)
    return state


def withhold(delivery: Delivery, lease: uuid.UUID, *, now: datetime) -> bool:
    """Its owner may not see it any more, or the feed keeps it no longer: it is not told."""
    gone = "该系统已无权查看这条变更，或它已超过保存期，没有推送"
    held = _held(delivery, lease)
    return bool(held.change(now=now, state=DeliveryState.WITHHELD, lease=None, error=gone))


def give_back(delivery: Delivery, lease: uuid.UUID, *, now: datetime, error: str) -> bool:
    """An error of our own before anything left: tried again as by the schedule, or given up after the last attempt."""
    return settle(delivery, lease, Outcome(error=error[:200]), now=now) is not None


def reclaim(now: datetime) -> int:
    """What a worker held that is no more is due again, under the same id; not what had its last attempt (``spent``)."""
    stuck = Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lte=now, attempts__lt=MOST_ATTEMPTS)
    return stuck.change(now=now, state=DeliveryState.QUEUED, lease=None, not_before=now, error=LOST)


def spent(now: datetime) -> list[Delivery]:
    """What a worker held at its last attempt when it died: to be settled as not delivered, under the old lease."""
    stuck = Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lte=now, attempts__gte=MOST_ATTEMPTS)
    return list(stuck.select_related("webhook__owner__organisation").order_by("updated_at", "id"))


def _held(delivery: Delivery, lease: uuid.UUID) -> PushQuerySet:
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, lease=lease)


def _note(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    Attempt.objects.create(
        delivery=delivery,
        number=delivery.attempts,
        at=now,
        status=outcome.status,
        answer=outcome.answer,
        error=outcome.error[:200],
        took=outcome.took,
    )
