"""API doors of transfers 项目移交: asked of another unit, and answered by it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.api.credits import ShareShown
from projects.ledger.models import Project, Transfer
from projects.ledger.queries import visible_project
from projects.ledger.queries_clashes import receivers_of
from projects.ledger.services import accept_transfer, decline_transfer, transfer_project, withdraw_transfer
from projects.ledger.services.transfers import shares_of_many, split_between
from projects.people.models import Organisation
from projects.people.roles import Permission

LATEST = Order("asked_at", descending=True)
SAME = ("version", "updated_at", "state", "why", "answer", "answered_at")
COLUMNS = (
    *("id", "project_id", "sender__code", "to__code", "credits", "asked_by_id", "answered_by_id", "asked_at"),
    *SAME,
)


class TransferBody(Body):
    """To whom a project goes, and how the credit is split."""

    to = serializers.CharField(max_length=32, help_text="接收单位代码：本市的县区、园区或乡镇")
    sender_percent = serializers.DecimalField(
        5, 2, min_value=Decimal(0), max_value=Decimal(100), default=Decimal(50), help_text="首谈单位的业绩比例（%）"
    )
    why = serializers.CharField(max_length=200, help_text="理由")


class TransferNoteBody(Body):
    """What is said with the answer."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=200, help_text="说明")


class TransferDeclineBody(Body):
    """Why not."""

    note = serializers.CharField(max_length=200, help_text="不接收的理由")


class TransferShown(serializers.Serializer):
    """A transfer as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="提出时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识；接收之前接收单位还打不开项目")
    sender = serializers.CharField(help_text="移交单位代码")
    to = serializers.CharField(help_text="接收单位代码")
    credits = ShareShown(many=True, help_text="接收后的业绩分成")
    state = serializers.ChoiceField(Transfer.State.choices, help_text="状态")
    why = serializers.CharField(help_text="理由")
    answer = serializers.CharField(help_text="答复")
    asked_by = serializers.UUIDField(help_text="提出人")
    answered_by = serializers.UUIDField(allow_null=True, help_text="答复人")
    answered_at = serializers.DateTimeField(allow_null=True, help_text="答复时间")


class TransferQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(Transfer.State.choices, required=False, help_text="状态")


class TransferDoor(Door):
    """Of projects in sight, and those asked of the caller's units."""

    tag = "首报争议与项目移交"
    shown = TransferShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": (Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE),
        "accept": Permission.PROJECT_WRITE,
        "decline": Permission.PROJECT_WRITE,
        "withdraw": (Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE),
    }

    @described("项目移交列表", {200: paged(TransferShown)}, query=(TransferQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(TransferQuery, request)
        found = Transfer.objects.visible_to(requester(request))
        if "state" in query:
            found = found.filter(state=query["state"])
        return self.page(query, found.values(*COLUMNS), LATEST, self.present)

    @described("项目移交", {200: TransferShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One of them."""
        return self.represent(self.show(pk))

    @described("提出项目移交", {201: TransferShown}, body=TransferBody, needs_version=True)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Ask another unit to take over the project whose version the caller has seen."""
        by = requester(request)
        project = visible_project(by, project_id)
        said = read_body(TransferBody, request)
        to = receiver_of(said["to"], project)
        met = project.first_contact_organisation or project.landing_organisation
        shares = split_between(met, to, said["sender_percent"])
        with unchanged(request, project.version, show=lambda: self.version_of(project_id)) as seen:
            asked = transfer_project(
                project_id, to=to, credits=shares, why=said["why"], by=by, now=timezone.now(), expected_version=seen
            )
        return self.represent(self.show(asked.pk), status=201, place=True)

    @described("接收项目移交", {200: TransferShown}, body=TransferNoteBody, needs_version=True)
    @once
    def accept(self, request: Request, pk: UUID) -> Response:
        """The receiving unit lands and leads the project now."""
        return self.act(request, pk, accept_transfer, read_body(TransferNoteBody, request))

    @described("不接收项目移交", {200: TransferShown}, body=TransferDeclineBody, needs_version=True)
    @once
    def decline(self, request: Request, pk: UUID) -> Response:
        """No, with a reason."""
        return self.act(request, pk, decline_transfer, {"why": read_body(TransferDeclineBody, request)["note"]})

    @described("撤回项目移交", {200: TransferShown}, body=TransferNoteBody, needs_version=True)
    @once
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """The question is taken back."""
        return self.act(request, pk, withdraw_transfer, read_body(TransferNoteBody, request))

    def act(self, request: Request, pk: UUID, service: Callable[..., Transfer], values: Row) -> Response:
        """One action on a transfer the caller has seen in its present version."""
        version = self.show(pk)["version"]
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            service(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    def version_of(self, project_id: UUID) -> Row:
        """What a stale caller has to look at again."""
        found = visible_project(requester(self.request), project_id)
        return {"id": str(found.pk), "version": found.version, "landing_organisation": found.landing_organisation.code}

    def show(self, pk: UUID) -> Row:
        """The visible transfer as answered, or 404."""
        rows = list(Transfer.objects.visible_to(requester(self.request)).filter(pk=pk).values(*COLUMNS))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered: one more query, however many."""
        shares = shares_of_many(row["credits"] for row in rows)
        return [
            _shown(row, split, self.address("transfers-detail", row["id"]))
            for row, split in zip(rows, shares, strict=True)
        ]


def _shown(row: Row, shares: Any, url: str) -> Row:
    return {
        **{name: row[name] for name in ("id", *SAME)},
        "url": url,
        "created_at": row["asked_at"],
        "project": row["project_id"],
        "sender": row["sender__code"],
        "to": row["to__code"],
        "credits": [
            {"organisation": one.organisation.code, "part": one.part, "percent": f"{one.percent:.2f}"} for one in shares
        ],
        "asked_by": row["asked_by_id"],
        "answered_by": row["answered_by_id"],
    }


def receiver_of(code: str, project: Project) -> Organisation:
    """The unit with this code to which the project may go, or Invalid."""
    found = receivers_of(project, timezone.localdate()).filter(code=code).first()
    if found is None:
        raise Invalid(f"没有代码为“{code}”的接收单位；应为本市现有的县区、园区或乡镇。", "to", "unknown_organisation")
    return found
