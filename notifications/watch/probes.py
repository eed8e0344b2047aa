"""Looks outside the database, each taken by one process at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from notifications.watch.models import Probe
from notifications.watch.relay import TROUBLE, main_relay

SMTP = "smtp"


def look_at_smtp(now: datetime) -> bool:
    """Log in at the mail server, unless somebody did lately. Expired passwords show before a reminder is late."""
    if not turn(SMTP, now, timedelta(seconds=settings.WATCH_SMTP_SECONDS)):
        return False
    try:
        main_relay().log_in()
    except TROUBLE as error:
        failed(SMTP, now, _words(error))
    else:
        succeeded(SMTP, now)
    return True


def turn(name: str, now: datetime, every: timedelta) -> bool:
    """Is it ours to look? Settled by a conditional UPDATE."""
    if not Probe.objects.filter(pk=name).exists():
        Probe.objects.bulk_create([Probe(name=name, at=now - every)], ignore_conflicts=True)
    return Probe.objects.filter(pk=name, at__lte=now - every).update(at=now) == 1


def succeeded(name: str, now: datetime) -> None:
    """It is good, and was so before or is so since now."""
    turned = Q(failing_since__isnull=False) | Q(good_since__isnull=True)
    good = {"failing_since": None, "good_since": now, "failures": 0, "said": ""}
    Probe.objects.filter(turned, pk=name).update(**good)


def failed(name: str, now: datetime, said: str) -> None:
    """Once more in a row."""
    probe = Probe.objects.filter(pk=name)
    probe.filter(failing_since__isnull=True).update(failing_since=now)
    probe.update(failures=F("failures") + 1, said=said[:300])


def _words(error: Exception) -> str:
    """The server's own words where it had any. No address and no account: they stand in the settings."""
    said = getattr(error, "smtp_error", None)
    code = getattr(error, "smtp_code", "")
    if isinstance(said, bytes):
        return f"{code} {said.decode('utf-8', 'replace')}".strip()
    return f"{type(error).__name__}: {error}"
