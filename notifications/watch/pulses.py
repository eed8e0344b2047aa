"""Heartbeats of those that the watch itself keeps alive, each with the instant since when it has not paused."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from notifications.outbox import watermarks
from notifications.outbox.models import Watermark


def beat(name: str, *, now: datetime) -> None:
    """Alive. After a pause, ``scanned_to`` says when life began anew."""
    watermarks.reached(name, now=now)
    paused = now - timedelta(seconds=settings.WATCH_SILENCE_SECONDS)
    row = Watermark.objects.filter(name=name)
    row.filter(ran_at__lt=paused).update(scanned_to=now)
    row.filter(ran_at__lt=now).update(ran_at=now)
