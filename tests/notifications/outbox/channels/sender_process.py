"""Senders of channels that are killed: as ``tests/notifications/outbox/sender_process.py``, with short times.

Called with: database name, seed, number of workers, most kills. Ends when nothing is left but what waits for a person.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from importlib import import_module

import django
from django.conf import settings

from tests.notifications.outbox.shooting import shoot

LEASE = timedelta(seconds=1.5)
SHOTS = (0.3, 0.8)


def work() -> None:
    """Send and reconcile until nothing is left to do."""
    from django.utils import timezone  # noqa: PLC0415 - after the fork

    from notifications.outbox import lanes, leases, reconciler  # noqa: PLC0415
    from notifications.outbox.channels.catalogue import CHANNELS  # noqa: PLC0415
    from notifications.outbox.models import ChannelSetup, Delivery  # noqa: PLC0415
    from notifications.outbox.sender import deliver_due  # noqa: PLC0415

    reconciler.REPEAT_AFTER = timedelta(seconds=2)
    lanes.SHORTEST_BREATHER = timedelta(seconds=0.1)
    leases.MAX_ATTEMPTS = 50  # poison is not the subject: one row may be shot at more often than chance allows
    setup = ChannelSetup.objects.get()
    channel = CHANNELS[setup.channel]
    type(channel).paces = ()  # the long form would take an hour
    over = ["sent", "dead"] if channel.repeat_until(timezone.now()) else ["sent", "dead", "uncertain"]
    while Delivery.objects.exclude(state__in=over).exists():
        deliver_due(clock=timezone.now, lease=LEASE)
        reconciler.reconcile(now=timezone.now())
        time.sleep(0.05)


def main(database: str, seed: str, workers: str, most: str) -> None:
    """Kill until there were enough; return when all workers have come to an end by themselves."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from notifications.outbox import registry  # noqa: PLC0415

    for name in ("notifications.outbox.sender", "notifications.outbox.reconciler"):
        import_module(name)  # once, not in each worker
    rule = registry.RegisteredRule("sample", "示例", to_group=lambda one, unit: registry.GroupWords("k", "words"))
    registry._RULES["sample"] = rule
    kills = shoot(work, workers=int(workers), seed=int(seed), pauses=SHOTS, most=int(most))
    sys.stdout.write(json.dumps({"kills": kills}))


if __name__ == "__main__":
    main(*sys.argv[1:])
