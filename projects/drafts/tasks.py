"""A doorbell: forget old drafts."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from projects.drafts.services import purge_drafts


@shared_task(ignore_result=True, time_limit=300)
def purge() -> None:
    """One indexed DELETE."""
    purge_drafts(now=timezone.now())
