"""Is the process alive (/healthz), and can the whole system do its work (/readyz)?"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from config.serving.broker import answers
from notifications.outbox.models import Watermark

SILENCE = timedelta(minutes=3)  # reliability.md 6, row 9: a silent scan is noticed within three minutes


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer and scans ran within three minutes, else 503; names what is wrong."""
    parts = {"database": _database(), "broker": _broker(), "scans": _scans()}
    good = all(said == "ok" for said in parts.values())
    return JsonResponse({"status": "ok" if good else "failing", **parts}, status=200 if good else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "no answer"
    return "ok"


def _broker() -> str:
    return "ok" if answers(settings.CELERY_BROKER_URL) else "no answer"


def _scans() -> str:
    """The heartbeat is the effect: a beat that is up but rings nobody shows here (reliability.md 1.4, row 10)."""
    try:
        marks = list(Watermark.objects.order_by("name"))
    except DatabaseError:
        return "unknown"
    if not marks:
        return "never ran"
    late = [mark.name for mark in marks if mark.ran_at < timezone.now() - SILENCE]
    return f"late: {', '.join(late)}" if late else "ok"
