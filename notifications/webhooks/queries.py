"""Reads of the room: networks that may be reached, webhooks and deliveries for pages and API."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from notifications.webhooks import addresses
from notifications.webhooks.models import UNDER_WAY, Delivery, DeliveryState, Network, State, Webhook
from projects.errors import NotFound
from projects.people.models import Officer
from projects.rows import one_or_none

NOT_FOUND = "没有找到这个推送地址，或它不在您的管理范围内。"
DEAD_FOR = timedelta(days=7)
"""So long a dead letter is counted among the troubles; it stays in the list for longer."""


def allowed_networks() -> list[addresses.Network]:
    """What the security administrator has allowed."""
    return [ipaddress.ip_network(one) for one in Network.objects.values_list("network", flat=True)]


@dataclass(frozen=True)
class WebhookRow:
    """One webhook as the list shows it. ``state``: key of its colour."""

    webhook: Webhook
    waiting: int
    dead: int

    @property
    def is_sound(self) -> bool:
        """At work, and nothing fails?"""
        return self.webhook.is_active and self.webhook.failing_since is None


def webhooks_for(officer: Officer) -> QuerySet[Webhook]:
    """Those the officer sees, with their systems."""
    return Webhook.objects.visible_to(officer).select_related("owner__organisation", "owner__client")


def rows_of(webhooks: list[Webhook]) -> list[WebhookRow]:
    """With what waits and what was given up: one query for all."""
    waiting, dead = Count("pk", filter=Q(state__in=UNDER_WAY)), Count("pk", filter=Q(state=DeliveryState.DEAD))
    counted = Delivery.objects.filter(webhook__in=webhooks).order_by().values("webhook").annotate(w=waiting, d=dead)
    found = {row["webhook"]: (row["w"], row["d"]) for row in counted}
    return [WebhookRow(one, *found.get(one.pk, (0, 0))) for one in webhooks]


def webhook_of(pk: UUID, officer: Officer) -> Webhook:
    """One the officer sees, or ``NotFound``."""
    found = one_or_none(webhooks_for(officer).filter(pk=pk))
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


def delivery_of(pk: UUID, officer: Officer) -> Delivery:
    """One of a webhook the officer sees, or ``NotFound``."""
    related = ("webhook__owner__organisation", "webhook__owner__client")
    found = one_or_none(Delivery.objects.visible_to(officer).select_related(*related).filter(pk=pk))
    if found is None:
        raise NotFound("没有找到这条推送，或它不在您的管理范围内。")
    return found


def deliveries_of(webhook: Webhook, *, state: str = "") -> QuerySet[Delivery]:
    """The newest first, with their attempts."""
    found = webhook.deliveries.prefetch_related("tries").order_by("-created_at", "-id")
    return found.filter(state=state) if state in DeliveryState.values else found


@dataclass(frozen=True)
class Troubles:
    """What the watch tells of: webhooks that the system stopped, and deliveries given up lately."""

    stopped: int
    dead: int


def troubles(now: datetime) -> Troubles:
    """Of all systems."""
    stopped = Webhook.objects.filter(state__in=(State.GONE, State.FAILING)).count()
    dead = Delivery.objects.filter(state=DeliveryState.DEAD, updated_at__gt=now - DEAD_FOR).count()
    return Troubles(stopped, dead)
