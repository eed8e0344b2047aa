"""How far a scan has come. A watermark only ever moves forward, whoever moves it."""

from __future__ import annotations

from datetime import datetime

from notifications.outbox.models import Watermark


def reached(*names: str, now: datetime) -> dict[str, datetime]:
    """Up to where each of the scans has looked; one that never ran begins ``now``. One query, as a rule."""
    rows = Watermark.objects.filter(name__in=names)
    found = dict(rows.values_list("name", "scanned_to"))
    if len(found) < len(names):
        fresh = [Watermark(name=name, scanned_to=now, ran_at=now) for name in names if name not in found]
        Watermark.objects.bulk_create(fresh, ignore_conflicts=True)
        found = dict(rows.values_list("name", "scanned_to"))
    return found


def advance(*names: str, now: datetime) -> None:
    """Everything up to ``now`` has been looked at by these."""
    reached(*names, now=now)
    rows = Watermark.objects.filter(name__in=names)
    rows.filter(scanned_to__lt=now).update(scanned_to=now)
    rows.filter(ran_at__lt=now).update(ran_at=now)


def beat(name: str, *, now: datetime) -> None:
    """The scan ran, whether or not it could look at everything: the heartbeat of the effect."""
    reached(name, now=now)
    Watermark.objects.filter(name=name, ran_at__lt=now).update(ran_at=now)
