"""The tick of handovers. It carries no time of its own: what is due follows from tenures and accounts."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workflow.handover import services


@shared_task(ignore_result=True)
def propose_handovers() -> None:
    """Propose what the facts of today ask for; close what they no longer ask for."""
    services.propose_handovers(timezone.now())
