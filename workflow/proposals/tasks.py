"""The tick of proposals: every minute it asks whether the day has been looked at, and once a day it has not."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workflow.proposals import services


@shared_task(ignore_result=True)
def sweep_proposals() -> None:
    """Propose what the facts of today ask for; let lapse what they no longer ask for."""
    services.sweep(timezone.now())
