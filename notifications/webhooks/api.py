"""API doors of webhooks: a system keeps its own addresses, sees what became of each push, and has one pushed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.webhooks import queries, services
from notifications.webhooks.models import Delivery, Webhook
from notifications.webhooks.shown import (
    DeliveryQuery,
    PushShown,
    WebhookBody,
    WebhookChange,
    WebhookShown,
    delivery_row,
    webhook_row,
)
from projects.errors import Invalid
from projects.gateway.authentication import is_vouched
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.gateway.rendering import dumps
from projects.people.roles import Permission
from projects.rows import one_or_none

NEWEST = Order("created_at", descending=True)
KEYS = ("id", "created_at")
SCOPE = Permission.WEBHOOK_WRITE
FIELDS = ("url", "types", "description")


def with_secret(handler: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Put the secret into the answer on its way out: what is kept to answer a retry holds none (``once``), nor does the
    receipt of a package that came by disc, which is kept and copied: such a system reads it over the network.
    """

    @wraps(handler)
    def shown(door: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response = handler(door, request, *args, **kwargs)
        body = json.loads(response.content)
        seen = Webhook.objects.visible_to(requester(request)).filter(pk=body["id"], version=body["version"])
        found = None if is_vouched(request) else one_or_none(seen)
        if found is not None:
            response.content = dumps({**body, "secret": found.secret})
        response["Cache-Control"] = "no-store"
        return response

    return shown


class Nothing(Body):
    """Nothing to say but yes."""


class WebhookDoor(Door):
    """Webhooks of the calling system."""

    tag = "变更推送"
    shown = WebhookShown
    required_scopes = dict.fromkeys(
        ("list", "retrieve", "create", "partial_update", "destroy", "rotate", "test"), SCOPE
    )

    @described("推送地址", {200: paged(WebhookShown)}, query=(PageQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(PageQuery, request)
        rows = Webhook.objects.visible_to(requester(request)).order_by().values(*KEYS)
        return self.page(query, rows, NEWEST, self.present)

    @described("一个推送地址", {200: WebhookShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One of them."""
        return self.represent(self.show(pk))

    @described("登记推送地址", {201: WebhookShown}, body=WebhookBody)
    @with_secret
    @once
    def create(self, request: Request) -> Response:
        """It is told what changes from now on."""
        given, by = read_body(WebhookBody, request), requester(request)
        made = services.create_webhook(by, url=given.pop("target"), **given, by=by, now=timezone.now())
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("修改、启用或停用推送地址", {200: WebhookShown}, body=WebhookChange, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Where to, which types, or whether at all."""
        given, found = read_body(WebhookChange, request, partial=True), self.found(pk)
        by, now, on = requester(request), timezone.now(), given.pop("active", None)
        if on is not None and given:
            raise Invalid("启用、停用请单独提交，不要同时修改其他内容。", "active")
        with unchanged(request, found.version, show=lambda: self.show(pk)) as seen:
            if on is not None:
                why = "" if on else "由接入系统自己停用"
                services.switch_webhook(found, on=on, reason=why, expected_version=seen, by=by, now=now)
            elif given:
                given |= {"url": given.pop("target")} if "target" in given else {}
                told = {name: given.get(name, getattr(found, name)) for name in FIELDS}
                services.change_webhook(found, **told, expected_version=seen, by=by, now=now)
        return self.represent(self.show(pk))

    @described("删除推送地址", {204: None}, needs_version=True)
    def destroy(self, request: Request, pk: UUID) -> Response:
        """With what waits."""
        read_body(Nothing, request)
        found = self.found(pk)
        with unchanged(request, found.version, show=lambda: self.show(pk)) as seen:
            services.remove_webhook(found, expected_version=seen, by=requester(request), now=timezone.now())
        return Response(status=204)

    @described("更换签名密钥", {200: WebhookShown}, body=Nothing, needs_version=True)
    @with_secret
    @once
    def rotate(self, request: Request, pk: UUID) -> Response:
        """The old one signs beside it for a day."""
        read_body(Nothing, request)
        found = self.found(pk)
        with unchanged(request, found.version, show=lambda: self.show(pk)) as seen:
            services.rotate_secret(found, expected_version=seen, by=requester(request), now=timezone.now())
        return self.represent(self.show(pk))

    @described("发送一条测试推送", {201: PushShown}, body=Nothing)
    @once
    def test(self, request: Request, pk: UUID) -> Response:
        """With the next run."""
        read_body(Nothing, request)
        made = services.push_test(self.found(pk), by=requester(request), now=timezone.now())
        return self.represent(delivery_row(made, self.address("webhook-delivery", made.pk)), status=201, place=True)

    def found(self, pk: UUID) -> Webhook:
        """A visible one, or 404."""
        return queries.webhook_of(pk, requester(self.request))

    def show(self, pk: UUID) -> Row:
        """As answered, or 404."""
        return one(self.present([{"id": self.found(pk).pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order."""
        found = Webhook.objects.in_bulk([row["id"] for row in rows])
        return [webhook_row(found[row["id"]], self.address("webhook-detail", row["id"])) for row in rows]


class PushDoor(Door):
    """Single pushes."""

    tag = "变更推送"
    shown = PushShown
    required_scopes = dict.fromkeys(("deliveries", "retrieve", "replay"), SCOPE)

    @described("推送记录", {200: paged(PushShown)}, query=(DeliveryQuery,))
    def deliveries(self, request: Request, pk: UUID) -> Response:
        """The newest first."""
        query, found = read_query(DeliveryQuery, request), queries.webhook_of(pk, requester(request))
        rows = queries.deliveries_of(found, state=query.get("state", "")).prefetch_related(None).order_by()
        return self.page(query, rows.values(*KEYS), NEWEST, self.present, name=f"deliveries-{pk}")

    @described("一条推送记录", {200: PushShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With its attempts."""
        return self.represent(self.show(pk))

    @described("重新推送", {200: PushShown}, body=Nothing)
    @once
    def replay(self, request: Request, pk: UUID) -> Response:
        """Under the same number, with ten attempts from now on."""
        read_body(Nothing, request)
        found = queries.delivery_of(pk, requester(request))
        services.replay(found, by=requester(request), now=timezone.now())
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """As answered, or 404."""
        return one(self.present([{"id": queries.delivery_of(pk, requester(self.request)).pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: two queries, however many."""
        found = Delivery.objects.prefetch_related("tries").in_bulk([row["id"] for row in rows])
        return [delivery_row(found[row["id"]], self.address("webhook-delivery", row["id"])) for row in rows]
