"""New changes become deliveries, each exactly once: the rows and the cursor are written in one transaction, and the
cursor only by whoever still finds it where it was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from notifications.webhooks.models import UNDER_WAY, Delivery, State, Webhook
from notifications.webhooks.services.stopping import stop
from notifications.webhooks.source import may_be_told, reader_of
from projects.feed import queries as feed
from projects.feed.queries import Change

BATCH = 200
MOST_WAITING = 1_000
"""While so many wait, the feed keeps the rest: a receiver that is away for days fills no table."""
MOST_ROUNDS = 10
TOO_LATE = "停用过久，其后的部分变更已超过保存期。请对方先用接口重新读取全部数据，再启用，此后的变更照常推送"


def plan(now: datetime) -> int:
    """Deliveries of every webhook at work; returns how many were made."""
    found = Webhook.objects.at_work().select_related("owner__organisation", "owner__scope", "owner__client")
    return sum(_plan_one(webhook, now) for webhook in found)


def _plan_one(webhook: Webhook, now: datetime) -> int:
    reader = reader_of(webhook)
    if not may_be_told(reader):
        return 0
    made = 0
    for _ in range(MOST_ROUNDS):
        if webhook.deliveries.filter(state__in=UNDER_WAY).count() >= MOST_WAITING:
            break
        try:
            batch = feed.after(reader, webhook.cursor, limit=BATCH, types=webhook.types, now=now)
        except feed.Expired:
            stop(webhook, State.FAILING, TOO_LATE, now=now)
            break
        if not advance(webhook, batch.changes, batch.cursor, now=now):
            break
        made += len(batch.changes)
        if not batch.more:
            break
    return made


def advance(webhook: Webhook, changes: Sequence[Change], cursor: int, *, now: datetime) -> bool:
    """Write down ``changes`` and that the feed was read up to ``cursor``. False: another worker did, or nothing new."""
    if cursor == webhook.cursor:
        return False
    with transaction.atomic():
        if not Webhook.objects.filter(pk=webhook.pk, cursor=webhook.cursor).update(cursor=cursor):
            return False
        Delivery.objects.bulk_create(_delivery(webhook, one, now) for one in changes)
    webhook.cursor = cursor
    return True


def _delivery(webhook: Webhook, change: Change, now: datetime) -> Delivery:
    project = str(change.project_id or "")
    return Delivery(
        webhook=webhook,
        change=change.id,
        type=change.type,
        object_id=str(change.object_id),
        project_id=project,
        line=project or str(change.object_id),
        occurred_at=change.occurred_at,
        not_before=now,
        created_at=now,
        updated_at=now,
    )
