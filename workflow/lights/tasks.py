"""The tick of lights. It carries no time of its own: which nights are missing follows from those that are there."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workflow.lights import services


@shared_task(ignore_result=True)
def read_lights() -> None:
    """Read the nights that have ended."""
    services.read_due_nights(timezone.now())
