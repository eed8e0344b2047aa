"""How far a scan has come. A watermark only ever moves forward, whoever moves it."""

from __future__ import annotations

from datetime import datetime

from notifications.outbox.models import Watermark


def reached(name: str, *, now: datetime) -> datetime:
    """Up to where the scan ``name`` has looked; a scan that never ran begins ``now``."""
    mark, _ = Watermark.objects.get_or_create(name=name, defaults={"scanned_to": now, "ran_at": now})
    return mark.scanned_to


def advance(name: str, *, now: datetime) -> None:
    """Everything up to ``now`` has been looked at."""
    if not Watermark.objects.filter(name=name, scanned_to__lt=now).update(scanned_to=now, ran_at=now):
        beat(name, now=now)


def beat(name: str, *, now: datetime) -> None:
    """The scan ran, whether or not it could look at everything: the heartbeat of the effect."""
    reached(name, now=now)
    Watermark.objects.filter(name=name, ran_at__lt=now).update(ran_at=now)
