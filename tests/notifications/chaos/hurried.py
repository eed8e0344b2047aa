"""The project's own Celery application with its figures made short, so that a run lasts minutes instead of hours.

``celery -A tests.notifications.chaos.hurried``: same tasks, same settings; only how long one waits differs.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import django

from config.celery import app
from tests.notifications.chaos.figures import EVERY, GRACE, LEASE, WAITS


def hurry() -> None:
    """Shorten them in this process. The modules need the applications, which ``django.setup`` loads."""
    django.setup()
    from notifications.outbox import leases, reconciler, sender  # noqa: PLC0415 - after the set-up

    leases.WAITS, leases.OUTAGE_WAIT = WAITS, WAITS[0]  # type: ignore[assignment]
    sender.deliver_due = partial(sender.deliver_due, lease=LEASE)  # type: ignore[assignment]
    reconciler.reconcile = partial(reconciler.reconcile, grace=GRACE)  # type: ignore[assignment]
    for name, seconds in EVERY.items():
        entry: dict[str, Any] = app.conf.beat_schedule[name]
        entry["schedule"], entry["options"] = seconds, {"expires": seconds}


hurry()
