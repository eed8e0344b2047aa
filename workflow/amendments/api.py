"""API doors of amendments 金额变更: asking for one, and deciding on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, Strict, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.fields import AMOUNT_FIELDS
from projects.ledger.models import Evidence, Project
from projects.ledger.queries import visible_project
from projects.people.roles import Permission
from workflow.amendments.models import Amendment, AmendmentKind, AmendmentState
from workflow.amendments.services import (
    approve_amendment,
    request_amendment,
    return_amendment,
    withdraw_amendment,
)

LATEST = Order("requested_at", descending=True)
READ = (Permission.PROJECT_READ, Permission.CLAIM_VERIFY)
SAME = (
    *("version", "kind", "state", "effective_on", "increment_wan", "phase", "reason", "base_version", "due_on"),
    *("requested_at", "decided_at", "answer"),
)
COLUMNS = (
    *("id", "project_id", "amounts", "updated_at", *SAME),
    *("deciding_unit__code", "requested_by_id", "decided_by_id", "follows_id"),
)


class AmountsBody(Strict, serializers.ModelSerializer):
    """The amounts that shall change; what is not given stays."""

    class Meta:
        model = Project
        fields = AMOUNT_FIELDS
        validators: list[Any] = []


class AmendmentBody(Body):
    """A request for new amounts of a verified project."""

    kind = serializers.ChoiceField(AmendmentKind.choices, help_text="变更类型：更正、增资、减资")
    effective_on = serializers.DateField(help_text="生效日期")
    amounts = AmountsBody(help_text="变更后的金额，只给有变化的字段")
    reason = serializers.CharField(max_length=500, help_text="理由")
    phase = serializers.CharField(required=False, allow_blank=True, default="", max_length=60, help_text="对应分期")
    basis = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=50, help_text="依据材料（佐证标识）"
    )


class AnswerBody(Body):
    """What is said with a decision."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=500, help_text="意见")


class AmountMoved(serializers.Serializer):
    """One amount."""

    field = serializers.CharField(help_text="字段名")
    before = serializers.CharField(help_text="变更前，空为没有填写")
    after = serializers.CharField(help_text="变更后，空为清空")


class AmendmentShown(serializers.Serializer):
    """A request as answered. It never changes once it is decided."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="申请时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    kind = serializers.ChoiceField(AmendmentKind.choices, help_text="变更类型")
    state = serializers.ChoiceField(AmendmentState.choices, help_text="状态")
    effective_on = serializers.DateField(help_text="生效日期")
    amounts = AmountMoved(many=True, help_text="变更内容")
    increment_wan = serializers.DecimalField(16, 4, allow_null=True, help_text="新增总投资（万元），只有增资才有")
    phase = serializers.CharField(help_text="对应分期")
    reason = serializers.CharField(help_text="理由")
    basis = serializers.ListField(child=serializers.UUIDField(), help_text="依据材料")
    base_version = serializers.IntegerField(help_text="提出时的项目版本")
    deciding_unit = serializers.CharField(help_text="审定单位代码")
    due_on = serializers.DateField(allow_null=True, help_text="审定期限")
    follows = serializers.UUIDField(allow_null=True, help_text="承接的被退回申请")
    requested_by = serializers.UUIDField(help_text="申请人")
    requested_at = serializers.DateTimeField(help_text="申请时间")
    decided_by = serializers.UUIDField(allow_null=True, help_text="审定人")
    decided_at = serializers.DateTimeField(allow_null=True, help_text="审定时间")
    answer = serializers.CharField(help_text="审定意见")


class AmendmentQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(AmendmentState.choices, required=False, help_text="状态")


class AmendmentDoor(Door):
    """Requests of a project, and the decision on one."""

    tag = "金额变更"
    shown = AmendmentShown
    required_scopes = {
        "list": READ,
        "retrieve": READ,
        "create": Permission.PROJECT_WRITE,
        "withdraw": Permission.PROJECT_WRITE,
        "approve": Permission.CLAIM_VERIFY,
        "send_back": Permission.CLAIM_VERIFY,
    }

    @described("项目的金额变更申请", {200: paged(AmendmentShown)}, query=(AmendmentQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """Newest first."""
        query = read_query(AmendmentQuery, request)
        by = requester(request)
        found = Amendment.objects.visible_to(by).filter(project=visible_project(by, project_id))
        if "state" in query:
            found = found.filter(state=query["state"])
        return self.page(query, found.values(*COLUMNS), LATEST, self.present)

    @described("金额变更申请", {200: AmendmentShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One request."""
        return self.represent(self.show(pk))

    @described("申请金额变更", {201: AmendmentShown}, body=AmendmentBody, needs_version=True)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Ask for new amounts of the project whose version the caller has seen."""
        by = requester(request)
        version = visible_project(by, project_id).version
        values = read_body(AmendmentBody, request)
        values["values"], values["basis"] = values.pop("amounts"), _papers(values["basis"], project_id)
        with unchanged(request, version, show=lambda: self.project(project_id)) as seen:
            made = request_amendment(project_id, **values, by=by, now=timezone.now(), expected_version=seen)
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("同意金额变更", {200: AmendmentShown}, body=AnswerBody, needs_version=True)
    @once
    def approve(self, request: Request, pk: UUID) -> Response:
        """The amounts become the project's."""
        return self.act(request, pk, approve_amendment)

    @described("退回金额变更", {200: AmendmentShown}, body=AnswerBody, needs_version=True)
    @once
    def send_back(self, request: Request, pk: UUID) -> Response:
        """Say what is wrong."""
        return self.act(request, pk, return_amendment)

    @described("撤回金额变更", {200: AmendmentShown}, body=AnswerBody, needs_version=True)
    @once
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take it back before it is answered."""
        return self.act(request, pk, withdraw_amendment)

    def act(self, request: Request, pk: UUID, service: Callable[..., Any]) -> Response:
        """One action on a request the caller has seen in its present version."""
        version = self.show(pk)["version"]
        values = read_body(AnswerBody, request)
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            service(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible request as answered, or 404."""
        rows = list(Amendment.objects.visible_to(requester(self.request)).filter(pk=pk).values(*COLUMNS))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def project(self, project_id: UUID) -> Row:
        """What a stale caller has to look at again: the version and the amounts in force."""
        found = visible_project(requester(self.request), project_id)
        shown = AmountsBody(found).data
        return {"id": str(found.pk), "version": found.version, **shown}

    def present(self, rows: Rows) -> Rows:
        """Rows as answered: one more query, however many."""
        papers: dict[UUID, Any] = {row["id"]: [] for row in rows}
        links = Amendment.basis.through.objects.filter(amendment__in=list(papers)).order_by("evidence_id")
        for amendment, document in links.values_list("amendment_id", "evidence_id"):
            papers[amendment].append(document)
        return [_shown(row, papers[row["id"]], self.address("amendment-detail", row["id"])) for row in rows]


def _shown(row: Row, basis: Any, url: str) -> Row:
    return {
        **{name: row[name] for name in ("id", "updated_at", *SAME)},
        "url": url,
        "created_at": row["requested_at"],
        "project": row["project_id"],
        "amounts": [{"field": name, "before": pair[0], "after": pair[1]} for name, pair in row["amounts"].items()],
        "basis": basis,
        "deciding_unit": row["deciding_unit__code"],
        "follows": row["follows_id"],
        "requested_by": row["requested_by_id"],
        "decided_by": row["decided_by_id"],
    }


def _papers(ids: Any, project_id: UUID) -> Any:
    """The documents meant, all of this project and none withdrawn, or Invalid."""
    found = {paper.pk: paper for paper in Evidence.objects.valid().filter(project=project_id, pk__in=ids)}
    for pk in ids:
        if pk not in found:
            raise Invalid(f"本项目没有标识为“{pk}”的佐证材料，请先上传。", "basis", "unknown_evidence")
    return list(found.values())
