"""Doorbells: the hourly check, the daily end of what is old enough."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from projects.audit import keeping


@shared_task(ignore_result=True, time_limit=300)
def keep() -> None:
    """Check and checkpoint once an hour; remove what is past its retention."""
    now = timezone.now()
    if keeping.is_check_due(now):
        keeping.purge(now=now)
        keeping.check(now=now)
