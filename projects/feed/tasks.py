"""A doorbell: forget changes that are old enough."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from projects.feed import services


@shared_task(ignore_result=True, time_limit=300)
def purge() -> None:
    """Once a minute at most one stretch; most of the time there is nothing to do."""
    services.purge(now=timezone.now())
