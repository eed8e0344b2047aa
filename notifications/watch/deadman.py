"""A ping to somebody outside who raises the alarm when it stays away. Sent by the effect: a task that was consumed."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from notifications.watch.figures import DEADMAN
from notifications.watch.probes import failed, succeeded, turn
from notifications.watch.signs import alarming, examine

EVERY = timedelta(seconds=60)
TIMEOUT = 10

log = structlog.get_logger(__name__)


def ping(now: datetime) -> bool:
    """Ping when everything is well, at most once a minute. True when it was sent and taken."""
    url = settings.DEADMAN_URL
    if not url.startswith(("http://", "https://")) or alarming(examine(now)) or not turn(DEADMAN, now, EVERY):
        return False
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:  # noqa: S310 - http(s) only, set by the operator
            taken, said = 200 <= answer.status < 300, str(answer.status)
    except (OSError, urllib.error.URLError, ValueError) as error:
        taken, said = False, type(error).__name__
    if taken:
        succeeded(DEADMAN, now)
    else:
        log.warning("the dead-man ping was not taken", said=said)
        failed(DEADMAN, now, said)
    return taken
