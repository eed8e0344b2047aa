"""A doorbell: forget old answers."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from projects.gateway import services
from projects.gateway.limits.admission import sweep


@shared_task(ignore_result=True, time_limit=300)
def purge() -> None:
    """Forget what POSTs answered long ago, and the numbers of signed requests; one indexed DELETE each."""
    services.purge_records(now=timezone.now())
    sweep()
