"""What the sender writes down: how an attempt ended, that a receiver is in trouble, that the system stops pushing."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import F

from notifications.webhooks import leases
from notifications.webhooks.acts import Act
from notifications.webhooks.models import Delivery, DeliveryState, State, Webhook
from notifications.webhooks.schedule import GONE, MOST_ATTEMPTS, Outcome, pause_of
from notifications.webhooks.telling import tell_of_dead_letter, tell_of_stop
from projects.audit.services import audited, record
from projects.rows import one_or_none

WHOLE_OUTAGE = timedelta(hours=72)
"""Nothing taken for so long when a message is given up: the receiver is dead, not the message."""
BARELY = timedelta(seconds=10)
WENT = "对方应答 410，表示不再接收。请与对方确认地址后重新启用"
DIED = "超过三天没有送达任何一条。请与对方排除故障后重新启用，未送达的会继续推送"


def settle(
    webhook: Webhook,
    delivery: Delivery,
    lease: uuid.UUID,
    outcome: Outcome,
    *,
    now: datetime,
    pause: timedelta | None = None,
) -> str | None:
    """Write down how an attempt ended. A message given up is recorded, and its people are told."""
    with audited():
        state = leases.settle(delivery, lease, outcome, now=now, pause=pause)
        if state == DeliveryState.DEAD:
            detail = f"{delivery.type}，共 {MOST_ATTEMPTS} 次，编号 {delivery.pk}"
            record(Act.GIVE_UP, webhook, by=None, now=now, detail=detail)
            tell_of_dead_letter(webhook, delivery, now=now)
    if state == DeliveryState.DEAD and _is_dead(webhook, now):
        stop(webhook, State.FAILING, DIED, now=now)
    return state


def note_taken(webhook: Webhook, *, now: datetime) -> None:
    """A message got through: whatever the trouble was, it is over."""
    is_sound = webhook.failing_since is None and webhook.paused_until is None
    if is_sound and webhook.tried_at is not None and now - webhook.tried_at < BARELY:
        return  # a run of many messages is noted now and then
    Webhook.objects.filter(pk=webhook.pk).update(failing_since=None, paused_until=None, tried_at=now)
    webhook.failing_since, webhook.paused_until, webhook.tried_at = None, None, now


def note_trouble(webhook: Webhook, outcome: Outcome, *, now: datetime) -> bool:
    """A message did not. False when nothing more is to be sent for now: it is gone, or asks to be left alone."""
    row = Webhook.objects.filter(pk=webhook.pk)
    row.filter(failing_since__isnull=True).update(failing_since=now)
    row.update(tried_at=now)
    webhook.failing_since = webhook.failing_since or now
    if outcome.status == GONE:
        stop(webhook, State.GONE, WENT, now=now)
        return False
    pause = pause_of(outcome.status, outcome.retry_after, now=now) if outcome.status else None
    if pause is not None:
        row.update(paused_until=now + pause)
    return pause is None


def stop(webhook: Webhook, state: State, why: str, *, now: datetime) -> bool:
    """The system switches a webhook off; its people are told. False when it was off already."""
    with audited():
        if not Webhook.objects.filter(pk=webhook.pk, state=State.ON).update(
            state=state, why=why, state_at=now, updated_at=now, version=F("version") + 1
        ):
            return False
        webhook.state, webhook.why, webhook.version = state, why, webhook.version + 1
        record(Act.STOP, webhook, by=None, now=now, detail=why)
        tell_of_stop(webhook, why, now=now)
    return True


def _is_dead(webhook: Webhook, now: datetime) -> bool:
    since = one_or_none(Webhook.objects.filter(pk=webhook.pk).values_list("failing_since", flat=True))
    return since is not None and now - since >= WHOLE_OUTAGE
