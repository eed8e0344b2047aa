"""What people do about single pushes: once more, a test; and what is forgotten after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from notifications.webhooks.acts import Act
from notifications.webhooks.messages import TEST_TYPE
from notifications.webhooks.models import UNDER_WAY, Delivery, DeliveryState, Webhook
from notifications.webhooks.services.keeping import locked
from projects.audit.services import audited, record
from projects.errors import Conflict
from projects.people.models import Officer

KEPT = {DeliveryState.SENT: 30, DeliveryState.WITHHELD: 30, DeliveryState.DEAD: 180}
"""Days. What waits is kept for as long as it waits."""
AT_ONCE = 500
MOST_TESTS = 5


@audited()
def replay(delivery: Delivery, *, by: Officer, now: datetime) -> Delivery:
    """Push it once more, under the same ``webhook-id``, with ten attempts from now on. It waits for no other change of
    its project and holds none up. ``Conflict`` while it is under way, or while its webhook is switched off.
    """
    webhook = locked(delivery.webhook, None, by)
    if not webhook.is_active:
        raise Conflict("这个推送地址已停用，请先启用再重发。")
    done = Delivery.objects.filter(pk=delivery.pk).exclude(state__in=UNDER_WAY)
    again = F("replays") + 1
    if not done.change(now=now, state=DeliveryState.QUEUED, replays=again, attempts=0, not_before=now, error=""):
        raise Conflict("这条推送还在进行中，请等它有了结果再重发。")
    record(Act.REPLAY, webhook, by=by, now=now, detail=f"{delivery.type}，编号 {delivery.pk}")
    return Delivery.objects.select_related("webhook__owner").get(pk=delivery.pk)


@audited()
def push_test(webhook: Webhook, *, by: Officer, now: datetime) -> Delivery:
    """A message of the type ``webhook.test``, signed and sent like any other with the next run."""
    held = locked(webhook, None, by)
    if not held.is_active:
        raise Conflict("这个推送地址已停用，请先启用再测试。")
    tests = held.deliveries.filter(type=TEST_TYPE, state__in=UNDER_WAY)
    if tests.count() >= MOST_TESTS:
        raise Conflict("已有测试推送在等待，请稍候查看结果。")
    made = Delivery.objects.create(
        webhook=held,
        type=TEST_TYPE,
        line="test",
        occurred_at=now,
        not_before=now,
        created_at=now,
        updated_at=now,
    )
    record(Act.TEST, held, by=by, now=now, detail=f"编号 {made.pk}")
    return made


def purge(*, now: datetime) -> int:
    """Forget what was told a month ago, and what was given up half a year ago: so many at once."""
    gone = 0
    for state, days in KEPT.items():
        old = Delivery.objects.filter(state=state, updated_at__lt=now - timedelta(days=days)).order_by()
        keys = list(old.values_list("pk", flat=True)[:AT_ONCE])
        gone += Delivery.objects.filter(pk__in=keys).delete()[0] if keys else 0
    return gone
