"""The clockwork of the exchange."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from notifications.exchange.services import carry_out_open

AT_A_TIME = timedelta(seconds=20)
"""Below the tick: however large a package, one process in two stays free for the rest of the clockwork."""


@shared_task(ignore_result=True, time_limit=300)
def carry_packages() -> None:
    """Make the calls of packages that were brought."""
    carry_out_open(until=timezone.now() + AT_A_TIME)
