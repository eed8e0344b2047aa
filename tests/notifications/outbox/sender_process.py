"""Senders that are killed: a process of its own that forks workers, and shoots one of them again and again.

Called by ``test_kill.py`` with: database name, journal, seed, number of workers. Prints the number of kills as JSON.
The parent never touches the database, so that each worker opens its own connection.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from importlib import import_module

import django
from django.conf import settings
from django.template import engines

from tests.notifications.outbox.shooting import shoot

SHORT = timedelta(seconds=1.5)
GRACE = timedelta(seconds=3)
SHOTS = (0.15, 0.4)


def work() -> None:
    """Send and reconcile until nothing is left to do."""
    from django.utils import timezone  # noqa: PLC0415 - after the fork

    from notifications.outbox.models import Delivery  # noqa: PLC0415
    from notifications.outbox.reconciler import reconcile  # noqa: PLC0415
    from notifications.outbox.sender import deliver_due  # noqa: PLC0415

    while Delivery.objects.filter(state__in=("queued", "claimed", "data", "uncertain")).exists():
        deliver_due(clock=timezone.now, lease=SHORT)
        reconcile(now=timezone.now(), grace=GRACE)
        time.sleep(0.05)


def main(database: str, journal: str, seed: str, workers: str) -> None:
    """Kill until all workers have come to an end by themselves."""
    settings.DATABASES["default"]["NAME"] = database
    settings.MAIL_JOURNAL = journal
    django.setup()
    for name in ("notifications.outbox.sender", "notifications.outbox.reconciler"):
        import_module(name)  # once, not in each worker
    engines.all()
    kills = shoot(work, workers=int(workers), seed=int(seed), pauses=SHOTS)
    sys.stdout.write(json.dumps({"kills": kills}))


if __name__ == "__main__":
    main(*sys.argv[1:])
