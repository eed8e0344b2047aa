"""A district's system with a webhook, changes of its projects, and a clock that tests move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from notifications.webhooks import planning, sender
from notifications.webhooks.models import Delivery, Network, Webhook
from notifications.webhooks.services import create_webhook
from projects.gateway.services import create_client
from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from tests.factories import City, new_project
from tests.notifications.webhooks.receiving import own_address

SCOPES = ("project:read", "webhook:write")


@dataclass
class Clock:
    """Stands still until it is moved; who sleeps moves it."""

    now: datetime = field(default_factory=lambda: timezone.now() + timedelta(seconds=1))

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def move(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


def system(unit: Organisation, *scopes: str) -> Officer:
    """The service account of a system; it calls with these scopes."""
    row, _ = create_client(unit, name="繁昌项目系统", scopes=scopes or SCOPES, by=None, now=timezone.now())
    row.account.permissions = frozenset(row.account.client.scopes)
    return row.account


def allow_own_network() -> None:
    """The network of this machine, as a city's security administrator would list that of a receiver."""
    network = f"{own_address()}/32"
    Network.objects.get_or_create(network=network, defaults={"reason": "接收服务器", "created_at": timezone.now()})


def hook(owner: Officer, url: str, **over: Any) -> Webhook:
    """A webhook of ``owner``."""
    return create_webhook(owner, url=url, by=owner, now=timezone.now(), **over)


def project(city: City, name: str = "") -> Project:
    """A new project: one change."""
    return new_project(city, name=name or f"项目 {uuid4().hex[:6]}", now=timezone.now())


def run(clock: Clock, **over: Any) -> int:
    """What one tick does."""
    planning.plan(clock())
    return sender.push_due(clock=clock, sleep=clock.sleep, **over)


def deliver(webhook: Webhook, *, change: int = 1, line: str = "", now: datetime, **over: Any) -> Delivery:
    """A delivery without a change behind it."""
    values = {"type": "project.changed", "line": line or f"line-{change}", "occurred_at": now, "not_before": now}
    values |= {"created_at": now, "updated_at": now, "change": change}
    return Delivery.objects.create(webhook=webhook, **{**values, **over})
