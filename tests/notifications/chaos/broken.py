"""Two designs that others use, on our tables and our line to the relay: kept because they must fail (reliability 1.3).

A test that does not see these lose and double would not see it of the house either.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from notifications.outbox.channels.email import EmailLine
from notifications.outbox.models import Delivery, DeliveryState
from notifications.outbox.reconciler import reconcile
from notifications.outbox.sender import deliver_due

Clock = Callable[[], datetime]


def house(clock: Clock) -> None:
    """E: lease, data, sent, and what nobody can know is asked of the journal. What the product does."""
    reconcile(now=clock())
    deliver_due(clock=clock)


def claim_then_send(clock: Clock) -> None:
    """A: marked as sent first, so that nobody else takes it; then sent. Killed in between, it never leaves."""
    with EmailLine() as line:
        for pk in _waiting(clock()):
            waiting = Delivery.objects.filter(pk=pk, state=DeliveryState.QUEUED)
            if waiting.update(state=DeliveryState.SENT, sent_at=clock()):
                line.hand_over(_with_recipient(pk), at=clock(), before_data=lambda: True)


def send_in_lock(clock: Clock) -> None:
    """B: sent while the row is locked, and committed afterwards. Killed in between, it leaves again."""
    with EmailLine() as line:
        for pk in _waiting(clock()):
            with transaction.atomic():
                held = Delivery.objects.select_for_update().filter(pk=pk, state=DeliveryState.QUEUED)
                if held.exists():
                    line.hand_over(_with_recipient(pk), at=clock(), before_data=lambda: True)
                    held.update(state=DeliveryState.SENT, sent_at=clock())


DESIGNS = {"house": house, "claim-then-send": claim_then_send, "send-in-lock": send_in_lock}


def _waiting(now: datetime) -> list[uuid.UUID]:
    return list(Delivery.objects.due(now).values_list("pk", flat=True))


def _with_recipient(pk: uuid.UUID) -> Delivery:
    return Delivery.objects.select_related("occurrence__recipient").get(pk=pk)
