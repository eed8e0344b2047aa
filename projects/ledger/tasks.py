"""The tick of the ledger."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from projects.ledger.services import sweep_arrivals, sweep_files


@shared_task(ignore_result=True)
def sweep_evidence() -> None:
    """Once a day: files of the evidence store that no row knows. Each time: uploads that were given up a day ago."""
    now = timezone.now()
    sweep_files(now)
    sweep_arrivals(now)
