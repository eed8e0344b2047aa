"""Doorbells. Everything they do is found in the database, so a ring too many or too few does no harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications.outbox import reconciler, sender, watermarks

HARD_LIMIT_SECONDS = 300


@shared_task(ignore_result=True, time_limit=HARD_LIMIT_SECONDS)
def deliver() -> None:
    """Hand over what is due."""
    sender.deliver_due(clock=timezone.now, side_by_side=True)
    watermarks.beat("outbox.deliver", now=timezone.now())


@shared_task(ignore_result=True, time_limit=HARD_LIMIT_SECONDS)
def reconcile() -> None:
    """Bring back what got stuck."""
    reconciler.reconcile(now=timezone.now())
    watermarks.beat("outbox.reconcile", now=timezone.now())
