"""Doorbells. Everything they do is found in the database, so a ring too many or too few does no harm."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from notifications.outbox import reconciler, sender, watermarks

HARD_LIMIT_SECONDS = 300
DELIVER, RECONCILE = "outbox.deliver", "outbox.reconcile"
BEATS_EVERY = timedelta(seconds=20)


class BeatingClock:
    """The clock that a batch asks before every move: while it moves, its heartbeat is heard, however long it lasts."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._beaten: datetime | None = None

    def __call__(self) -> datetime:
        now = timezone.now()
        if self._beaten is None or now - self._beaten >= BEATS_EVERY:
            watermarks.beat(self._name, now=now)
            self._beaten = now
        return now


@shared_task(ignore_result=True, time_limit=HARD_LIMIT_SECONDS)
def deliver() -> None:
    """Hand over what is due."""
    sender.deliver_due(clock=BeatingClock(DELIVER), side_by_side=True)
    watermarks.beat(DELIVER, now=timezone.now())


@shared_task(ignore_result=True, time_limit=HARD_LIMIT_SECONDS)
def reconcile() -> None:
    """Bring back what got stuck."""
    reconciler.reconcile(now=timezone.now())
    watermarks.beat(RECONCILE, now=timezone.now())
