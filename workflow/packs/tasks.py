"""The tick of packs. It carries no time of its own: what is due is read from the database."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workflow.packs.services import freeze_due


@shared_task(ignore_result=True)
def freeze_due_packs() -> None:
    """Freeze the packs that are due by plan."""
    freeze_due(timezone.now())
