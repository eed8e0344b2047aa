"""API doors of receipts: who has answered, and to answer oneself."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.outbox.models import Occurrence
from notifications.receipts import queries, services
from notifications.receipts.models import Way
from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.people.roles import Permission

LATEST = Order("due_at", descending=True)
KEYS = ("id", "due_at")


class ReceiptShown(serializers.Serializer):
    """How one reminder that asks for an answer stands."""

    id = serializers.UUIDField(help_text="提醒标识")
    url = serializers.URLField(help_text="提醒的地址")
    version = serializers.IntegerField(help_text="1 未确认，2 已确认")
    created_at = serializers.DateTimeField(help_text="产生时间")
    rule = serializers.CharField(help_text="规则")
    subject = serializers.UUIDField(help_text="对象标识")
    title = serializers.CharField(help_text="标题")
    recipient = serializers.UUIDField(help_text="接收人")
    recipient_name = serializers.CharField(help_text="接收人姓名")
    until = serializers.DateTimeField(help_text="确认期限")
    state = serializers.ChoiceField(queries.State.choices, help_text="情况")
    read_at = serializers.DateTimeField(allow_null=True, help_text="站内阅读时间")
    acknowledged_at = serializers.DateTimeField(allow_null=True, help_text="确认时间")
    way = serializers.ChoiceField([("", "阅读或未确认"), *Way.choices], help_text="确认方式")
    escalated_to = serializers.ListField(child=serializers.UUIDField(), help_text="升级告知的人员")
    escalated_at = serializers.DateTimeField(allow_null=True, help_text="升级告知时间")


class ReceiptQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(queries.State.choices, required=False, help_text="情况")
    rule = serializers.CharField(required=False, max_length=40, help_text="规则")
    person = serializers.CharField(required=False, max_length=40, help_text="接收人姓名中的字")
    subject = serializers.UUIDField(required=False, help_text="对象标识")


class AcknowledgeBody(Body):
    """Nothing to say but yes."""


class ReceiptDoor(Door):
    """Receipts."""

    tag = "提醒"
    shown = ReceiptShown
    required_scopes = {"list": Permission.PROJECT_READ, "acknowledge": Permission.PROJECT_READ}

    @described("要求确认的提醒", {200: paged(ReceiptShown)}, query=(ReceiptQuery,))
    def list(self, request: Request) -> Response:
        """The latest due first."""
        query = read_query(ReceiptQuery, request)
        wanted = {name: query[name] for name in ("state", "rule", "person", "subject") if name in query}
        rows = queries.listed(requester(request), timezone.now(), **wanted).select_related(None).order_by()
        return self.page(query, rows.values(*KEYS), LATEST, self.present)

    @described("确认已知悉", {200: ReceiptShown}, body=AcknowledgeBody)
    @once
    def acknowledge(self, request: Request, pk: UUID) -> Response:
        """By the recipient; once more does no harm."""
        read_body(AcknowledgeBody, request)
        services.acknowledge(pk, by=requester(request), now=timezone.now(), way=Way.API)
        found = self.present([{"id": pk}])
        if not found:
            raise NotFound()
        return self.represent(one(found))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order."""
        found = Occurrence.objects.select_related("recipient").in_bulk([row["id"] for row in rows])
        standing = queries.standings(found.values(), timezone.now())
        return [_shown(standing[row["id"]], self.address("reminder-detail", row["id"])) for row in rows]


def _shown(standing: queries.Standing, url: str) -> Row:
    told = standing.occurrence
    same = ("id", "created_at", "rule", "title", "read_at")
    return {
        **{name: getattr(told, name) for name in same},
        "url": url,
        "version": 2 if standing.said_at else 1,
        "subject": told.subject_id,
        "recipient": told.recipient_id,
        "recipient_name": told.recipient.name,
        "until": standing.until,
        "state": standing.state,
        "acknowledged_at": standing.said_at,
        "way": standing.way,
        "escalated_to": [one.recipient_id for one in standing.raised],
        "escalated_at": standing.raised[0].created_at if standing.raised else None,
    }
