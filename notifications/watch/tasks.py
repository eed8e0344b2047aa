"""The canary: a task whose only effect is that it was consumed."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications.watch import deadman, pulses
from notifications.watch.expected import CANARY

LIMIT_SECONDS = 60


@shared_task(ignore_result=True, time_limit=LIMIT_SECONDS, soft_time_limit=LIMIT_SECONDS - 10)
def canary() -> None:
    """Consumed: the worker works. Then the ping outside, while all is well."""
    now = timezone.now()
    pulses.beat(CANARY, now=now)
    deadman.ping(now)
