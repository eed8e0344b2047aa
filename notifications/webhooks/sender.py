"""Push what is due, receiver by receiver. Safe when any number of these run at once."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

import structlog
from django.db import connection
from django.db.models import F, Min

from notifications.webhooks import leases, messages, wire
from notifications.webhooks.addresses import Network
from notifications.webhooks.models import Delivery, DeliveryState, Webhook
from notifications.webhooks.queries import allowed_networks
from notifications.webhooks.schedule import WAITS, Outcome, pause_of
from notifications.webhooks.services.stopping import note_taken, note_trouble, settle
from notifications.webhooks.source import content_of, may_be_told, reader_of
from projects.people.models import Officer

Clock = Callable[[], datetime]
Post = Callable[..., Outcome]

BATCH = 20
BUDGET = timedelta(seconds=25)  # below the tick: nothing new is begun after it
SOUND_AT_ONCE = 16  # receivers without known trouble; none holds a connection to the database while it waits
SICK_AT_ONCE = 4  # receivers in trouble: however many there are, they take no more threads than these
PATIENCE = WAITS[1] + timedelta(seconds=1)
"""So long a run waits for the second attempt, which is due before the next tick."""

log = structlog.get_logger(__name__)


def _nothing() -> None:
    """One sender, one thread, one connection: it is kept."""


def _let_go() -> None:
    """The connection of this thread; the next question opens one."""
    connection.close()


class Step(Enum):
    """How a run goes on after an attempt."""

    GO_ON = 1
    SAME_ONLY = 2
    STOP = 3


@dataclass(frozen=True)
class Run:
    """One run. ``rest`` gives the connection back before the outside is waited for; ``post`` is the way out."""

    clock: Clock
    stop: datetime
    allowed: Sequence[Network]
    sleep: Callable[[float], None] = time.sleep
    rest: Callable[[], None] = _nothing
    post: Post = wire.post


def push_due(
    *,
    clock: Clock,
    budget: timedelta = BUDGET,
    side_by_side: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    post: Post = wire.post,
) -> int:
    """Push everything that is due until ``budget`` is used up; returns how many were taken by the other side.

    ``side_by_side``: each receiver in a thread of its own, sound ones and those in trouble apart, so that one that
    hangs never delays another; otherwise one after the other.
    """
    now = clock()
    leases.reclaim(now)
    for lost in leases.spent(now):
        if lost.lease is not None:
            settle(lost.webhook, lost, lost.lease, Outcome(error=leases.LOST), now=now)
    run = Run(clock, now + budget, allowed_networks(), sleep, post=post)
    found = with_work(now)
    if not side_by_side:
        return sum(_push(webhook, run) for webhook in found)
    sick = [one for one in found if one.failing_since is not None]
    sound = [one for one in found if one.failing_since is None]
    with ExitStack() as crews:
        pools = [
            (some, crews.enter_context(ThreadPoolExecutor(min(most, len(some)))))
            for some, most in ((sound, SOUND_AT_ONCE), (sick, SICK_AT_ONCE))
            if some
        ]
        aside = replace(run, rest=_let_go)
        futures = [pool.submit(_alone, one, aside) for some, pool in pools for one in some]
        return sum(one.result() for one in futures)


def with_work(now: datetime) -> list[Webhook]:
    """Webhooks at work with something due that are not paused; whoever was tried the longest ago comes first."""
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, not_before__lte=now).order_by().values("webhook")
    found = Webhook.objects.at_work().filter(pk__in=due).exclude(paused_until__gt=now)
    related = ("owner__organisation", "owner__scope", "owner__client")
    return list(found.select_related(*related).order_by(F("tried_at").asc(nulls_first=True), "created_at", "id"))


def _alone(webhook: Webhook, run: Run) -> int:
    """One receiver in a thread; whatever happens to it concerns no other."""
    try:
        return _push(webhook, run)
    except Exception:  # the rows come back by their leases
        log.exception("webhook failed", webhook=str(webhook.pk))
        return 0
    finally:
        connection.close()


def _push(webhook: Webhook, run: Run) -> int:
    """What is due for one receiver. Once it does not answer, nothing but the same message is tried in this run."""
    reader = reader_of(webhook)
    if not may_be_told(reader):
        return 0
    sent: int = 0
    only: uuid.UUID | None = None
    while run.clock() < run.stop and (waiting := _waiting(webhook, only, run)):
        for delivery_id in waiting:
            outcome = _attempt(webhook, reader, delivery_id, run) if run.clock() < run.stop else None
            if outcome is None:
                continue
            sent += outcome.is_taken
            step = _after(webhook, outcome, run.clock())
            if step is Step.STOP:
                return sent
            if step is Step.SAME_ONLY:
                only = delivery_id
                break
    return sent


def _after(webhook: Webhook, outcome: Outcome, now: datetime) -> Step:
    """What an answer means for the rest of the run."""
    if outcome.is_taken:
        note_taken(webhook, now=now)
        return Step.GO_ON
    is_sick = webhook.failing_since is not None
    if not note_trouble(webhook, outcome, now=now):
        return Step.STOP
    return Step.SAME_ONLY if outcome.is_away or is_sick else Step.GO_ON


def _waiting(webhook: Webhook, only: uuid.UUID | None, run: Run) -> list[uuid.UUID]:
    """What is due now; where nothing is, but will be in a moment, that is waited for."""
    rows = webhook.deliveries.all() if only is None else webhook.deliveries.filter(pk=only)
    now = run.clock()
    found = list(rows.due(now).values_list("pk", flat=True)[:BATCH])
    if found:
        return found
    soon = rows.waiting().filter(attempts__gt=0).order_by().aggregate(at=Min("not_before"))["at"]
    if soon is None or soon > now + PATIENCE or soon >= run.stop:
        return []
    run.rest()
    run.sleep(max((soon - now).total_seconds(), 0.0))
    return list(rows.due(run.clock()).values_list("pk", flat=True)[:BATCH])


def _attempt(webhook: Webhook, reader: Officer, delivery_id: uuid.UUID, run: Run) -> Outcome | None:
    """Claim one and see it through. Whatever goes wrong with it stays with it."""
    lease = leases.take(delivery_id, now=run.clock())
    if lease is None:
        return None
    delivery = Delivery.objects.get(pk=delivery_id)
    try:
        return _send(webhook, reader, delivery, lease, run)
    except Exception as error:  # one bad row must never stop the others
        log.exception("push failed", delivery=str(delivery_id))
        settle(webhook, delivery, lease, Outcome(error=f"内部错误 {type(error).__name__}"), now=run.clock())
        return None


def _send(webhook: Webhook, reader: Officer, delivery: Delivery, lease: uuid.UUID, run: Run) -> Outcome | None:
    data = content_of(delivery, reader, now=run.clock())
    if data is None:
        leases.withhold(delivery, lease, now=run.clock())
        return None
    body = messages.body_of(delivery.occurred_at, data)
    now = run.clock()
    headers = messages.headers_of(str(delivery.pk), webhook.secrets(now), body, now=now)
    run.rest()
    outcome = run.post(webhook.url, body, headers, allowed=run.allowed)
    now = run.clock()
    pause = pause_of(outcome.status, outcome.retry_after, now=now) if outcome.status else None
    settle(webhook, delivery, lease, outcome, now=now, pause=pause)
    return outcome
