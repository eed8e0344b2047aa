"""API doors of progress reports 进展报告."""

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
from projects.ledger.models import Project
from projects.ledger.queries import visible_project
from projects.people.roles import Permission
from projects.progress.api.papers import chosen_papers
from projects.progress.kinds import PeriodKind
from projects.progress.models import Report
from projects.progress.periods import Period, period_of
from projects.progress.services import correct_report, send_report, withdraw_report

LATEST = Order("last_on", descending=True)


class ContentBody(Body):
    """What a report says."""

    next_steps = serializers.CharField(required=False, allow_blank=True, max_length=2000, help_text="下步计划")
    completed_wan = serializers.DecimalField(
        16, 4, required=False, allow_null=True, help_text="累计完成固定资产投资（万元），与其他金额分开统计"
    )
    image_percent = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=100, help_text="形象进度（%）"
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="数据说明")
    evidence = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=50, help_text="引用的佐证材料标识"
    )


class ReportBody(ContentBody):
    """A report of one period."""

    period = serializers.CharField(max_length=8, help_text="报告期：2026-11（月）或 2026-W47（周）")
    news = serializers.CharField(max_length=4000, help_text="本期进展")


class CorrectionBody(ContentBody):
    """Another version, or the end of a report sent by mistake."""

    news = serializers.CharField(required=False, max_length=4000, help_text="本期进展")
    why = serializers.CharField(
        required=False, allow_blank=True, max_length=200, default="", help_text="理由；报送期限过后和作废时必填"
    )
    withdrawn = serializers.BooleanField(required=False, default=False, help_text="true：作废这份报告")


class ReportShown(serializers.Serializer):
    """A report as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="报送时间")
    updated_at = serializers.DateTimeField(help_text="最近更正时间")
    project = serializers.UUIDField(help_text="项目标识")
    period = serializers.CharField(help_text="报告期：2026-11（月）或 2026-W47（周）")
    first_on = serializers.DateField(help_text="本期首日")
    last_on = serializers.DateField(help_text="本期末日")
    due_on = serializers.DateField(help_text="报送期限")
    is_late = serializers.BooleanField(help_text="是否逾期报送")
    news = serializers.CharField(help_text="本期进展")
    next_steps = serializers.CharField(help_text="下步计划")
    completed_wan = serializers.CharField(allow_null=True, help_text="累计完成固定资产投资（万元）")
    image_percent = serializers.IntegerField(allow_null=True, help_text="形象进度（%）")
    note = serializers.CharField(help_text="数据说明")
    evidence = serializers.ListField(child=serializers.UUIDField(), help_text="引用的佐证材料标识")
    reported_by = serializers.CharField(help_text="报送人")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="作废时间")
    withdrawal_reason = serializers.CharField(help_text="作废理由")


class ReportQuery(PageQuery):
    """Filters."""

    kind = serializers.ChoiceField(PeriodKind.choices, required=False, help_text="周报或月报")
    withdrawn = serializers.BooleanField(required=False, default=False, help_text="连同已作废的")


class ReportDoor(Door):
    """Reports of one project."""

    tag = "进展报告"
    shown = ReportShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": Permission.PROJECT_WRITE,
        "partial_update": Permission.PROJECT_WRITE,
    }
    columns = (
        *("id", "version", "created_at", "updated_at", "project_id", "kind", "first_on", "last_on", "due_on"),
        *("is_late", "news", "next_steps", "completed_wan", "image_percent", "note", "created_by__name"),
        *("withdrawn_at", "withdrawal_reason"),
    )

    @described("进展报告列表", {200: paged(ReportShown)}, query=(ReportQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """The latest period first."""
        visible_project(requester(request), project_id)
        query = read_query(ReportQuery, request)
        found = Report.objects.filter(project=project_id)
        found = found if query["withdrawn"] else found.current()
        found = found.filter(kind=query["kind"]) if "kind" in query else found
        return self.page(query, found.values(*self.columns), LATEST, self.present)

    @described("进展报告", {200: ReportShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One report."""
        return self.represent(self.show(request, project_id, pk))

    @described("报送进展", {201: ReportShown}, body=ReportBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Send the report of a period."""
        by = requester(request)
        visible_project(by, project_id)
        values = _with_papers(project_id, read_body(ReportBody, request))
        made = send_report(project_id, period_of(values.pop("period")), values, by=by, now=timezone.now())
        return self.represent(self.show(request, project_id, made.pk), status=201, place=True)

    @described("更正或作废进展报告", {200: ReportShown}, body=CorrectionBody, needs_version=True)
    def partial_update(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Correct a report, or declare it void."""
        known = self.show(request, project_id, pk)
        values = _with_papers(project_id, read_body(CorrectionBody, request))
        why, is_void = values.pop("why"), values.pop("withdrawn")
        with unchanged(request, known["version"], show=lambda: self.show(request, project_id, pk)) as version:
            common: dict[str, Any] = {"by": requester(request), "now": timezone.now(), "expected_version": version}
            if is_void:
                withdraw_report(pk, why=why, **common)
            else:
                correct_report(pk, values, why=why, **common)
        return self.represent(self.show(request, project_id, pk))

    def show(self, request: Request, project_id: UUID, pk: UUID) -> Row:
        """The visible report as answered, or 404."""
        visible = Project.objects.visible_to(requester(request)).filter(pk=project_id)
        rows = list(Report.objects.filter(project__in=visible, pk=pk).values(*self.columns))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows with address, period and evidence."""
        if not rows:
            return []
        base = self.address("progress-reports-list", rows[0]["project_id"])
        papers = linked_papers(Report.evidence.through, "report_id", [row["id"] for row in rows])
        same = [name for name in map(str, self.shown().fields) if name in self.columns]
        return [
            {name: row[name] for name in same}
            | {"url": f"{base}{row['id']}/", "project": row["project_id"], "reported_by": row["created_by__name"]}
            | {"period": Period(row["kind"], row["first_on"], row["last_on"]).code}
            | {"completed_wan": _amount(row["completed_wan"]), "evidence": papers.get(row["id"], [])}
            for row in rows
        ]


def linked_papers(through: Any, owner: str, ids: list[UUID]) -> dict[UUID, list[UUID]]:
    """Owner's id → ids of the evidence it links, in one query."""
    found: dict[UUID, list[UUID]] = {}
    for pk, paper in through.objects.filter(**{f"{owner}__in": ids}).order_by("pk").values_list(owner, "evidence_id"):
        found.setdefault(pk, []).append(paper)
    return found


def _amount(value: Any) -> str | None:
    return None if value is None else f"{value:.4f}"


def _with_papers(project_id: UUID, values: dict[str, Any]) -> dict[str, Any]:
    if "evidence" in values:
        values["evidence"] = chosen_papers(project_id, values["evidence"])
    return values
