"""The tick: look what is due, then ring the sender. Both find their work in the database."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications.outbox.tasks import HARD_LIMIT_SECONDS, deliver
from notifications.reminders import services

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True, time_limit=HARD_LIMIT_SECONDS)
def scan() -> None:
    """Make what is due, and have it delivered now rather than at the sender's next tick."""
    services.scan(timezone.now())
    try:
        deliver.delay()
    except OperationalError as error:
        log.warning("broker away; the sender's own tick will deliver", error=str(error))
