"""The tick of this room."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from projects.access.services import disable_unused, purge


@shared_task(ignore_result=True)
def keep() -> None:
    """Idle accounts and old rows. In a demonstration accounts wait for visitors as long as it takes."""
    now = timezone.now()
    if not settings.DEMO:
        disable_unused(now=now)
    purge(now=now)
