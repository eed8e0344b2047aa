"""Is the process alive (/healthz), and can the whole system do its work (/readyz)?"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from notifications.watch.figures import Figures, figures
from notifications.watch.signs import AWAY, examine

COUNTED = ("uncertain", "dead", "refused", "ping")
"""Signs that are told as numbers: what waits for a person is no reason to call the system down, but worth an alarm."""


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when no sign of the watch says that the system does not do its work, else 503; each sign by its word.

    ``scan_age_seconds``: since the scan that has not run for the longest time last ran; ``canary_age_seconds``: since
    a worker was seen to work; ``mail_age_seconds``: of the oldest message that is due and has not left. ``uncertain``
    and ``dead`` count messages that wait for a person. ``ping``: how the dead-man ping stands.
    """
    now = timezone.now()
    signs = examine(now)
    good = not any(sign.is_alarm and sign.stops for sign in signs)
    parts = {sign.key: sign.word for sign in signs if sign.key not in COUNTED}
    body = {"status": "ok" if good else "failing", **parts, **_figures(now)}
    return JsonResponse(body, status=200 if good else 503)


def _figures(now: datetime) -> dict[str, int | str | None]:
    """How it stands in numbers; each None when the database does not say."""
    try:
        return _said(figures(now))
    except AWAY:
        names = ("scan_age_seconds", "canary_age_seconds", "mail_age_seconds", "uncertain", "dead", "ping")
        return dict.fromkeys(names)


def _said(found: Figures) -> dict[str, int | str | None]:
    return {
        "scan_age_seconds": found.age(found.scanned_at),
        "canary_age_seconds": found.age(found.canary_at),
        "mail_age_seconds": found.age(found.unsent_since) or 0,
        "uncertain": found.uncertain,
        "dead": found.dead,
        "ping": str(found.ping),
    }
