"""Hand over what waits, one delivery at a time, over one connection. Safe when any number of these run at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from notifications.outbox import leases, mail, registry, services
from notifications.outbox.models import Delivery, DeliveryState, OccurrenceState
from notifications.outbox.smtp import Answer, MailServer, Verdict

Clock = Callable[[], datetime]

BATCH = 100
BUDGET = timedelta(minutes=2)  # well below the hard limit of the task that calls

log = structlog.get_logger(__name__)


def deliver_due(*, clock: Clock, lease: timedelta = leases.LEASE, budget: timedelta = BUDGET) -> int:
    """Send everything that is due until ``budget`` is used up; returns how many the mail server took.

    ``clock`` is asked before every move, because a batch may last. Stops early when there is no server to talk to:
    that costs no delivery an attempt, however long it lasts.
    """
    stop, sent = clock() + budget, 0
    with MailServer() as server:
        while waiting := _waiting(clock()):
            for delivery_id in waiting:
                if clock() >= stop:
                    return sent
                answer = _attempt(server, delivery_id, clock, lease)
                if answer and not answer.reached:
                    return sent
                sent += bool(answer and answer.verdict is Verdict.ACCEPTED)
    return sent


def _waiting(now: datetime) -> list[uuid.UUID]:
    return list(Delivery.objects.due(now).values_list("pk", flat=True)[:BATCH])


def _attempt(server: MailServer, delivery_id: uuid.UUID, clock: Clock, length: timedelta) -> Answer | None:
    """Claim one and see it through. Whatever goes wrong with it stays with it."""
    lease = leases.take(delivery_id, now=clock(), length=length)
    if lease is None:
        return None
    delivery = Delivery.objects.select_related("occurrence__recipient").get(pk=delivery_id)
    try:
        return _send(server, delivery, lease, clock, length)
    except Exception as error:  # one bad row must never stop the others
        log.exception("delivery failed", delivery=str(delivery_id))
        server.drop()
        _give_back(delivery, lease, clock(), f"内部错误 {type(error).__name__}: {error}")
        return None


def _send(server: MailServer, delivery: Delivery, lease: uuid.UUID, clock: Clock, length: timedelta) -> Answer | None:
    if _is_void(delivery, lease, clock()):
        return None
    try:
        content = mail.letter(delivery, at=clock())
    except mail.BadAddress as error:
        leases.finish(delivery, lease, DeliveryState.FAILED, now=clock(), reply=f"邮箱地址无效：{error}")
        return None
    answer = server.hand_over(
        sender=mail.envelope_sender(),
        recipient=mail.envelope_recipient(delivery),
        content=content,
        before_data=lambda: leases.begin_data(delivery.pk, lease, now=clock(), length=length),
    )
    _record(delivery, lease, answer, clock())
    return answer


def _is_void(delivery: Delivery, lease: uuid.UUID, now: datetime) -> bool:
    """Ask the rule once more, at the last moment, whether this still has to be said."""
    reason = registry.why_void(delivery.occurrence, now)
    if reason:
        services.void(delivery.occurrence_id, reason=reason, now=now)
    delivery.occurrence.refresh_from_db(fields=["state", "void_reason"])
    if delivery.occurrence.state == OccurrenceState.OPEN:
        return False
    return leases.finish(delivery, lease, DeliveryState.VOID, now=now, reply=delivery.occurrence.void_reason)


_ENDS = {
    Verdict.ACCEPTED: DeliveryState.SENT,
    Verdict.REFUSED: DeliveryState.FAILED,
    Verdict.UNKNOWN: DeliveryState.UNCERTAIN,
}


def _record(delivery: Delivery, lease: uuid.UUID, answer: Answer, now: datetime) -> None:
    if answer.verdict is Verdict.WITHHELD:
        _is_void(delivery, lease, now)  # otherwise the lease was lost, and the row is somebody else's
    elif not answer.reached:
        leases.give_back(delivery, lease, now=now, code=answer.code, reply=answer.text)
    elif answer.verdict is Verdict.DEFERRED:
        leases.put_back(delivery, lease, now=now, code=answer.code, reply=answer.text)
    else:
        leases.finish(delivery, lease, _ENDS[answer.verdict], now=now, code=answer.code, reply=answer.text)


def _give_back(delivery: Delivery, lease: uuid.UUID, now: datetime, reply: str) -> None:
    """After an error of our own: what had not begun to leave waits again, what had is uncertain."""
    if not leases.put_back(delivery, lease, now=now, reply=reply, only_claimed=True):
        leases.finish(delivery, lease, DeliveryState.UNCERTAIN, now=now, reply=reply)
