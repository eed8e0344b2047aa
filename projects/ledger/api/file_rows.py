"""API doors of the rows of a project's file: phases 分期, yearly plans 年度计划投资, marks 标识."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import OuterRef
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import Strict, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Placed, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger import services
from projects.ledger.models import FileRow, Mark, Phase, Project, YearPlan
from projects.ledger.queries import visible_project
from projects.ledger.services.marks import MARK_FIELDS
from projects.ledger.services.phases import PHASE_FIELDS, YEAR_PLAN_FIELDS
from projects.nested import Nested
from projects.people.roles import Permission

_SCOPES = {
    "list": Permission.PROJECT_READ,
    "retrieve": Permission.PROJECT_READ,
    "create": Permission.PROJECT_WRITE,
    "partial_update": Permission.PROJECT_WRITE,
}
_STATE = ("withdrawn_at", "withdrawn_why")


class RowBody(Strict, serializers.ModelSerializer):
    """What may be written; types and lengths follow from the table, meaning is checked by the services."""

    why = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="修改或作废的理由")
    withdrawn = serializers.BooleanField(required=False, help_text="true：作废这一条，须写明理由 why")


class PhaseBody(RowBody):
    """A phase."""

    class Meta:
        model = Phase
        fields = (*PHASE_FIELDS, "why", "withdrawn")
        validators: list[Any] = []


class YearPlanBody(RowBody):
    """A yearly plan."""

    class Meta:
        model = YearPlan
        fields = (*YEAR_PLAN_FIELDS, "why", "withdrawn")
        validators: list[Any] = []


class MarkBody(RowBody):
    """A mark."""

    class Meta:
        model = Mark
        fields = (*MARK_FIELDS, "why", "withdrawn")
        validators: list[Any] = []


class RowShown(serializers.ModelSerializer):
    """A row as answered."""

    url = serializers.URLField(help_text="地址")
    project = serializers.UUIDField(help_text="项目标识")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="作废时间，有效为空")
    withdrawn_why = serializers.CharField(help_text="作废理由")


_HEAD = ("id", "url", "version", "created_at", "updated_at", "project")


class PhaseShown(RowShown):
    """A phase as answered; money in 万元."""

    class Meta:
        model = Phase
        fields = (*_HEAD, *PHASE_FIELDS, *_STATE)


class YearPlanShown(RowShown):
    """A yearly plan as answered; money in 万元."""

    class Meta:
        model = YearPlan
        fields = (*_HEAD, *YEAR_PLAN_FIELDS, *_STATE)


class MarkShown(RowShown):
    """A mark as answered."""

    class Meta:
        model = Mark
        fields = (*_HEAD, *MARK_FIELDS, *_STATE)


class RowQuery(PageQuery):
    """Filters."""

    all = serializers.BooleanField(required=False, help_text="true：连同已作废的")


class RowDoor(Door):
    """What the doors of rows share. ``write``: add, update, withdraw of the services."""

    required_scopes = dict(_SCOPES)
    model: ClassVar[type[FileRow]]
    body: ClassVar[type[RowBody]]
    own: ClassVar[tuple[str, ...]]
    route: ClassVar[str]
    order: ClassVar[Order]
    write: ClassVar[tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]]

    def listed(self, request: Request, project_id: UUID) -> Response:
        """One page of the rows that count, or of all."""
        visible_project(requester(request), project_id)
        query = read_query(RowQuery, request)
        rows: Any = self.model._default_manager
        found = rows.filter(project=project_id)
        return self.page(query, self.values(found if query.get("all") else found.current()), self.order, self.present)

    def made(self, request: Request, project_id: UUID) -> Response:
        """A new row."""
        by = requester(request)
        visible_project(by, project_id)
        values = read_body(self.body, request)
        values = {name: value for name, value in values.items() if name in self.own}
        row = self.write[0](project_id, values, by=by, now=timezone.now())
        return self.represent(self.show(request, project_id, row.pk), status=201, place=True)

    def changed(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Some fields changed, or the row withdrawn."""
        known = self.show(request, project_id, pk)
        values = read_body(self.body, request, partial=True)
        why, gone = values.pop("why", ""), values.pop("withdrawn", False)
        by, now = requester(request), timezone.now()
        with unchanged(request, known["version"], show=lambda: self.show(request, project_id, pk)) as version:
            if gone:
                self.write[2](pk, why=why, by=by, now=now, expected_version=version)
            else:
                self.write[1](pk, values, by=by, now=now, why=why, expected_version=version)
        return self.represent(self.show(request, project_id, pk))

    def show(self, request: Request, project_id: UUID, pk: UUID) -> Row:
        """The visible row as answered, or 404."""
        rows: Any = self.model._default_manager
        seen = Project.objects.visible_to(requester(request)).filter(pk=project_id)
        found = list(self.values(rows.filter(project__in=seen, pk=pk)))
        if not found:
            raise NotFound()
        return one(self.present(found))

    @classmethod
    def values(cls, rows: Any) -> Any:
        """The columns."""
        return rows.values("id", "version", "created_at", "updated_at", "project_id", *cls.own, *_STATE)

    def present(self, rows: Rows) -> Rows:
        """Rows with address."""
        return self.presented(self, rows)

    @classmethod
    def nested(cls) -> Nested:
        """Those of each project that count, as a column of it for ``presented``."""
        rows: Any = cls.model._default_manager
        return Nested(cls.values(rows.current().filter(project=OuterRef("pk"))))

    @classmethod
    def presented(cls, place: Placed, rows: Rows) -> Rows:
        """Rows with address."""
        base = {pk: place.address(f"{cls.route}-list", pk) for pk in {row["project_id"] for row in rows}}
        return [
            {"id": row["id"], "url": f"{base[row['project_id']]}{row['id']}/", "project": row.pop("project_id")} | row
            for row in rows
        ]


class PhaseDoor(RowDoor):
    """Phases of one project."""

    tag = "分期与年度计划"
    shown, model, body, own, route = PhaseShown, Phase, PhaseBody, PHASE_FIELDS, "phases"
    order = Order("number")
    write = (services.add_phase, services.update_phase, services.withdraw_phase)

    @described("分期列表", {200: paged(PhaseShown)}, query=(RowQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """By number."""
        return self.listed(request, project_id)

    @described("分期", {200: PhaseShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One phase."""
        return self.represent(self.show(request, project_id, pk))

    @described("登记分期", {201: PhaseShown}, body=PhaseBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """A new one."""
        return self.made(request, project_id)

    @described("修改或作废分期", {200: PhaseShown}, body=PhaseBody, needs_version=True)
    def partial_update(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Some fields, or withdrawn."""
        return self.changed(request, project_id, pk)


class YearPlanDoor(RowDoor):
    """Yearly plans of one project."""

    tag = "分期与年度计划"
    shown, model, body, own, route = YearPlanShown, YearPlan, YearPlanBody, YEAR_PLAN_FIELDS, "year-plans"
    order = Order("year")
    write = (services.add_year_plan, services.update_year_plan, services.withdraw_year_plan)

    @described("年度计划投资列表", {200: paged(YearPlanShown)}, query=(RowQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """By year."""
        return self.listed(request, project_id)

    @described("年度计划投资", {200: YearPlanShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One year."""
        return self.represent(self.show(request, project_id, pk))

    @described("登记年度计划投资", {201: YearPlanShown}, body=YearPlanBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """A new one."""
        return self.made(request, project_id)

    @described("修改或作废年度计划投资", {200: YearPlanShown}, body=YearPlanBody, needs_version=True)
    def partial_update(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Some fields, or withdrawn."""
        return self.changed(request, project_id, pk)


class MarkDoor(RowDoor):
    """Marks of one project."""

    tag = "标识与业绩分成"
    shown, model, body, own, route = MarkShown, Mark, MarkBody, MARK_FIELDS, "marks"
    order = Order("kind")
    write = (services.add_mark, services.update_mark, services.withdraw_mark)

    @described("标识列表", {200: paged(MarkShown)}, query=(RowQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """By kind."""
        return self.listed(request, project_id)

    @described("标识", {200: MarkShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One mark."""
        return self.represent(self.show(request, project_id, pk))

    @described("登记标识", {201: MarkShown}, body=MarkBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """A new one."""
        return self.made(request, project_id)

    @described("修改或作废标识", {200: MarkShown}, body=MarkBody, needs_version=True)
    def partial_update(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Some fields, or withdrawn."""
        return self.changed(request, project_id, pk)
