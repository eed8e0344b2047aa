"""Two connected systems of the demonstration: one is told of changes by pushes, the other by disc.

Their keys are shown to nobody. The receiver of the pushes does not exist, so its webhook is switched off before
anything is sent; what became of its two trial messages is settled by the sender's own services, without a network.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from config.demo.places import Places
from notifications.exchange.services import make_package
from notifications.webhooks import leases
from notifications.webhooks.models import Delivery, Webhook
from notifications.webhooks.schedule import WAITS, Outcome
from notifications.webhooks.services import allow_network, create_webhook, push_test, switch_webhook
from notifications.webhooks.services.stopping import settle
from projects.gateway.models import Client, Signing
from projects.gateway.services import create_client
from projects.people.models import Officer
from projects.people.roles import Permission

PUSHED, CARRIED = "340212", "340281"
"""繁昌区 is reached by the government's network; 无为市 keeps its system apart from it."""
RECEIVER = "https://xmgl.fanchang.invalid/luodi/changes"
INNER = "10.62.18.0/24"
LASTS = timedelta(days=365)
READS = (Permission.PROJECT_READ, Permission.DISPATCH_READ)
TAKEN = Outcome(status=204, took=86)
BUSY = Outcome(status=503, answer="系统维护中", took=41)


def connect_systems(places: Places, *, now: datetime) -> None:
    """Both systems, by the security administrator; nothing where the demonstration has not their units."""
    by = Officer.objects.filter(username="anquan").first()
    if by is None or not {PUSHED, CARRIED} <= set(places.by_code):
        return
    _push(_client(places, PUSHED, "繁昌区项目管理系统", (*READS, Permission.WEBHOOK_WRITE), by, now), by, now)
    make_package(_client(places, CARRIED, "无为市政务内网台账", READS, by, now), snapshot=True, by=by, now=now)


def _client(places: Places, code: str, name: str, scopes: tuple[str, ...], by: Officer, now: datetime) -> Client:
    row, _ = create_client(
        places.by_code[code],
        name=name,
        scopes=scopes,
        signing=Signing.OPTIONAL,
        contact="区县系统厂商",
        expires_at=now + LASTS,
        by=by,
        now=now,
    )
    return row.account.client


def _push(client: Client, by: Officer, now: datetime) -> None:
    """Told of projects and steps; one trial message was taken at once, the other at the third attempt."""
    began = now - timedelta(days=3)
    allow_network(INNER, reason="繁昌区项目管理系统的接收服务器（电子政务外网）", by=by, now=began)
    told = ("project.*", "transition.*")
    webhook = create_webhook(client.account, url=RECEIVER, types=told, description="项目和流转变更", by=by, now=began)
    _tried(webhook, push_test(webhook, by=by, now=began), [TAKEN], began)
    _tried(webhook, push_test(webhook, by=by, now=began), [BUSY, BUSY, TAKEN], began)
    webhook.refresh_from_db()
    switch_webhook(webhook, on=False, reason="对方系统改造，完成后再启用", by=by, now=now)


def _tried(webhook: Webhook, delivery: Delivery, outcomes: list[Outcome], began: datetime) -> None:
    at = began
    for wait, outcome in zip(WAITS, outcomes, strict=False):
        at += wait
        lease = leases.take(delivery.pk, now=at)
        assert lease is not None  # nobody else is at work in the transaction of a load
        delivery.refresh_from_db()
        settle(webhook, delivery, lease, outcome, now=at)
