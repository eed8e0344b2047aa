"""The doorbell of runs over many projects: whoever left the page finds the run ended."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workflow.desk import services


@shared_task(ignore_result=True, time_limit=300)
def finish_runs() -> None:
    """Go on with confirmed runs that no page goes on with."""
    services.finish_runs(timezone.now())
