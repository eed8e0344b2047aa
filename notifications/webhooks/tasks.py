"""The doorbell of the room. Everything it does is found in the database, so a ring too many or too few does no harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications.outbox.tasks import HARD_LIMIT_SECONDS, BeatingClock
from notifications.outbox.watermarks import beat
from notifications.webhooks import planning, sender
from notifications.webhooks.services.pushing import purge

PUSH = "webhooks.push"


@shared_task(ignore_result=True, time_limit=HARD_LIMIT_SECONDS)
def push() -> None:
    """Turn new changes into deliveries, and push what is due."""
    clock = BeatingClock(PUSH)
    planning.plan(clock())
    sender.push_due(clock=clock, side_by_side=True)
    purge(now=clock())
    beat(PUSH, now=timezone.now())
