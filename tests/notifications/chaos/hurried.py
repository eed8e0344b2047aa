"""The project's own Celery application with its figures made short, so that a run lasts minutes instead of hours.

``celery -A tests.notifications.chaos.hurried``: same tasks, same settings; only how long one waits differs.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import django
from celery import signals

from config.celery import app
from tests.notifications.chaos.figures import BROKER, EVERY, GRACE, LEASE, WAITS


def hurry() -> None:
    """Shorten them in this process. The modules need the applications, which ``django.setup`` loads."""
    django.setup()
    from notifications.outbox import leases, reconciler, sender  # noqa: PLC0415 - after the set-up

    leases.WAITS, leases.OUTAGE_WAIT = WAITS, WAITS[0]  # type: ignore[assignment]
    sender.deliver_due = partial(sender.deliver_due, lease=LEASE)  # type: ignore[assignment]
    reconciler.reconcile = partial(reconciler.reconcile, grace=GRACE)  # type: ignore[assignment]
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, **BROKER}
    for name, seconds in EVERY.items():
        entry: dict[str, Any] = app.conf.beat_schedule[name]
        entry["schedule"], entry["options"] = seconds, {"expires": seconds}


@signals.task_prerun.connect
def show_that_it_works(task: Any, **kwargs: object) -> None:
    """A file of the worker's name, touched with each task: from outside nobody can see otherwise that it consumes."""
    Path(os.environ["LUODI_HOME"], f"{task.request.hostname.partition('@')[0]}.works").touch()


hurry()
