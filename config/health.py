"""Is the process alive (/healthz), and can the whole system do its work (/readyz)?"""

from __future__ import annotations

from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from notifications.outbox.models import Delivery
from notifications.outbox.queries import Undecided, waiting_since
from notifications.watch.signs import examine

COUNTED = ("uncertain", "dead")
"""Signs that are told as numbers: what waits for a person is no reason to call the system down, but worth an alarm."""


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when no sign of the watch says that the system does not do its work, else 503; each sign by its word.

    ``mail_age_seconds``: of the oldest mail that is due and has not left. ``uncertain`` and ``dead`` count mails that
    wait for a person.
    """
    now = timezone.now()
    signs = examine(now)
    good = not any(sign.is_alarm and sign.stops for sign in signs)
    parts = {sign.key: sign.word for sign in signs if sign.key not in COUNTED}
    body = {"status": "ok" if good else "failing", **parts, **_figures(now)}
    return JsonResponse(body, status=200 if good else 503)


def _figures(now: datetime) -> dict[str, int | None]:
    """How the mail stands; each None when the database does not say."""
    try:
        since = waiting_since(now)
        counted = Undecided.among(Delivery.objects.all())
    except DatabaseError:
        return {"mail_age_seconds": None, "uncertain": None, "dead": None}
    age = int((now - since).total_seconds()) if since else 0
    return {"mail_age_seconds": age, "uncertain": counted.uncertain, "dead": counted.dead}
