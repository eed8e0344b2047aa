"""The tick of dispatch. It carries no time of its own: what is due is read from the database."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from workflow.dispatch import services


@shared_task(ignore_result=True)
def plan_meetings() -> None:
    """Call sittings ahead, close past ones, renew the next agendas."""
    services.plan_meetings(timezone.now())
