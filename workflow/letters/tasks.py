"""The tick of letters: every minute it asks whether the day has been looked at, and once a day it has not."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workflow.letters import services


@shared_task(ignore_result=True)
def propose_letters() -> None:
    """Propose what the rules of today call for; let lapse what they no longer call for."""
    services.sweep(timezone.now())
