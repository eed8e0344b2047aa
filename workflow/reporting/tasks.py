"""The tick of report requests. It carries no time of its own: what is due is read from the database."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workflow.reporting import services


@shared_task(ignore_result=True)
def open_report_rounds() -> None:
    """Open every round whose time has come."""
    services.open_rounds(timezone.now())
