"""Is the process alive (/healthz), and can the whole system do its work (/readyz)?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from config.serving.broker import answers
from notifications.outbox.models import Delivery, Watermark
from notifications.outbox.queries import Undecided, waiting_since
from projects.audit.queries import LATE, latest_check
from workflow.dispatch.queries import is_planning_late

SILENCE = timedelta(minutes=3)  # reliability.md 6, row 9: a silent scan is noticed within three minutes
MAIL_LATE = timedelta(minutes=15)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer, scans and planning run, mail leaves and the audit chain is whole, else 503.

    ``mail_age_seconds``: of the oldest mail that is due and has not left. ``uncertain`` and ``dead`` count mails that
    wait for a person: no reason to call the system down, but worth an alarm.
    """
    now = timezone.now()
    figures = _figures(now)
    parts = {
        "database": _database(),
        "broker": _broker(),
        "scans": _scans(now),
        "planning": _planning(now),
        "mail": _mail(figures["mail_age_seconds"]),
        "audit": _audit(now),
    }
    good = all(said == "ok" for said in parts.values())
    body = {"status": "ok" if good else "failing", **parts, **figures}
    return JsonResponse(body, status=200 if good else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "no answer"
    return "ok"


def _broker() -> str:
    return "ok" if answers(settings.CELERY_BROKER_URL) else "no answer"


def _scans(now: datetime) -> str:
    """The heartbeat is the effect: a beat that is up but rings nobody shows here (reliability.md 1.4, row 10)."""
    try:
        marks = list(Watermark.objects.order_by("name"))
    except DatabaseError:
        return "unknown"
    if not marks:
        return "never ran"
    late = [mark.name for mark in marks if mark.ran_at < now - SILENCE]
    return f"late: {', '.join(late)}" if late else "ok"


def _planning(now: datetime) -> str:
    """Planning keeps no watermark, but renews each next agenda once a day: one that is older was overlooked."""
    try:
        return "late" if is_planning_late(now) else "ok"
    except DatabaseError:
        return "unknown"


def _audit(now: datetime) -> str:
    """The hourly walk along the audit chain: it happened, and it found nothing."""
    try:
        check = latest_check()
    except DatabaseError:
        return "unknown"
    if check is None:
        return "never ran"
    if check.amiss:
        return f"findings: {check.amiss}"
    return "late" if check.at < now - LATE else "ok"


def _figures(now: datetime) -> dict[str, int | None]:
    """How the mail stands; each None when the database does not say."""
    try:
        since = waiting_since(now)
        counted = Undecided.among(Delivery.objects.all())
    except DatabaseError:
        return {"mail_age_seconds": None, "uncertain": None, "dead": None}
    age = int((now - since).total_seconds()) if since else 0
    return {"mail_age_seconds": age, "uncertain": counted.uncertain, "dead": counted.dead}


def _mail(age: int | None) -> str:
    if age is None:
        return "unknown"
    return "late" if age > MAIL_LATE.total_seconds() else "ok"
