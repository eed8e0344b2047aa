"""API doors of statistics confirmations 入统, 入规: noted, and withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.queries import visible_project
from projects.people.roles import Permission
from workflow.steps.models import ConfirmationKind, StatisticsConfirmation
from workflow.steps.services import confirm_statistics, withdraw_confirmation

LATEST = Order("created_at", descending=True)
SAME = ("version", "created_at", "updated_at", "kind", "confirmed_on", "basis", "withdrawn_at", "withdrawn_why")
COLUMNS = ("id", "project_id", "created_by_id", "withdrawn_by_id", *SAME)
WRITE = (Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE)


class ConfirmationBody(Body):
    """A confirmation."""

    kind = serializers.ChoiceField(ConfirmationKind.choices, help_text="入统（开工后）或入规（投产后）")
    confirmed_on = serializers.DateField(help_text="确认日期")
    basis = serializers.CharField(max_length=120, help_text="依据或编号")


class WhyBody(Body):
    """Why it is withdrawn."""

    why = serializers.CharField(max_length=200, help_text="撤回理由")


class ConfirmationShown(serializers.Serializer):
    """A confirmation as answered. It never changes but for its withdrawal."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="登记时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    kind = serializers.ChoiceField(ConfirmationKind.choices, help_text="入统或入规")
    confirmed_on = serializers.DateField(help_text="确认日期")
    basis = serializers.CharField(help_text="依据或编号")
    created_by = serializers.UUIDField(help_text="登记人")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="撤回时间，有效为空")
    withdrawn_by = serializers.UUIDField(allow_null=True, help_text="撤回人")
    withdrawn_why = serializers.CharField(help_text="撤回理由")


class ConfirmationQuery(PageQuery):
    """Filters."""

    all = serializers.BooleanField(required=False, help_text="true：连同已撤回的")


class ConfirmationDoor(Door):
    """Confirmations of one project."""

    tag = "统计确认"
    shown = ConfirmationShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": WRITE,
        "withdraw": WRITE,
    }

    @described("统计确认", {200: paged(ConfirmationShown)}, query=(ConfirmationQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """Those in force, or all."""
        visible_project(requester(request), project_id)
        query = read_query(ConfirmationQuery, request)
        rows: Any = StatisticsConfirmation.objects.filter(project=project_id)
        found = rows if query.get("all") else rows.current()
        return self.page(query, found.values(*COLUMNS), LATEST, self.present)

    @described("一项统计确认", {200: ConfirmationShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One."""
        return self.represent(self.show(project_id, pk))

    @described("登记入统或入规", {201: ConfirmationShown}, body=ConfirmationBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """After the start (入统) or after production (入规)."""
        by = requester(request)
        visible_project(by, project_id)
        values = read_body(ConfirmationBody, request)
        made = confirm_statistics(project_id, values.pop("kind"), **values, by=by, now=timezone.now())
        return self.represent(self.show(project_id, made.pk), status=201, place=True)

    @described("撤回统计确认", {200: ConfirmationShown}, body=WhyBody, needs_version=True)
    @once
    def withdraw(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """It no longer counts; the row stays."""
        version = self.show(project_id, pk)["version"]
        values = read_body(WhyBody, request)
        with unchanged(request, version, show=lambda: self.show(project_id, pk)) as seen:
            withdraw_confirmation(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(project_id, pk))

    def show(self, project_id: UUID, pk: UUID) -> Row:
        """The visible confirmation as answered, or 404."""
        visible = StatisticsConfirmation.objects.visible_to(requester(self.request))
        rows = list(visible.filter(project=project_id, pk=pk).values(*COLUMNS))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered."""
        return [
            {name: row[name] for name in ("id", *SAME)}
            | {"url": f"{self.address('confirmations-list', row['project_id'])}{row['id']}/"}
            | {"project": row["project_id"], "created_by": row["created_by_id"], "withdrawn_by": row["withdrawn_by_id"]}
            for row in rows
        ]
