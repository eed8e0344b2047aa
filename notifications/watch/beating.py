"""Celery's beat, which knows when it last ticked: a beat that hangs is silent, though its process is there."""

from __future__ import annotations

import time
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings

_TICKED = [time.monotonic()]


class TickingScheduler(PersistentScheduler):
    """Notes each tick."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """As celery's, and noted."""
        waited = super().tick(*args, **kwargs)
        _TICKED[0] = time.monotonic()
        return waited


def ticks() -> bool:
    """Did it tick lately? The schedule has an entry every 30 seconds, and silence is two minutes."""
    return time.monotonic() - _TICKED[0] < 0.75 * settings.WATCH_SILENCE_SECONDS
