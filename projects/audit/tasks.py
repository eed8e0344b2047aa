"""Doorbells: the hourly check, the daily end of what is old enough."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from projects.audit import keeping


@shared_task(ignore_result=True, time_limit=300)
def keep() -> None:
    """Check and checkpoint once an hour, or when a person asked; then remove what is past its retention."""
    now = timezone.now()
    slot = keeping.due(now)
    if slot is None:
        return
    keeping.check_due(slot, now=now)
    if keeping.is_purge_due(now):
        keeping.purge(now=now)
