"""The end of what is old enough. The feed is written by its listener (``writing``) and by nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from projects.errors import Invalid
from projects.feed.models import FeedChange, FeedFloor
from projects.feed.queries import last

LEAST_DAYS = 184
"""Six months, the longest of which have 184 days: as long as the audit log is kept at the least."""
AT_ONCE = 20_000
"""Rows in one purge; the next tick goes on."""


def retention() -> timedelta:
    """How long changes are kept. ``Invalid`` below 184 days."""
    days = settings.FEED_RETENTION_DAYS
    if days < LEAST_DAYS:
        raise Invalid(f"变更流至少保存{LEAST_DAYS}天，不能设为{days}天。", "retention")
    return timedelta(days=days)


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Remove the oldest stretch that is past the retention as a whole; answers how many rows.

    Changes carry the time of their act and stand in the order of commits, so nothing younger is among them. A reader
    whose cursor lies in it is told (``queries.Expired``).
    """
    FeedFloor.objects.get_or_create(pk=1)
    floor = FeedFloor.objects.select_for_update(no_key=True).get(pk=1)
    kept = FeedChange.objects.filter(at__gte=now - retention()).order_by("position").values_list("position", flat=True)
    first = kept.first()
    end = first - 1 if first is not None else last()
    old = FeedChange.objects.filter(position__lte=end).order_by("position").values_list("position", flat=True)
    positions = list(old[:AT_ONCE])
    if not positions:
        return 0
    floor.position = positions[-1]
    floor.save(update_fields=["position"])
    return FeedChange.objects.filter(position__lte=floor.position).delete()[0]
