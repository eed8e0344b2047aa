"""API doors of problems 存在问题."""

from __future__ import annotations

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
from projects.ledger.models import Project
from projects.ledger.queries import visible_project
from projects.people.api import organisation_of
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.progress.actions import Action, perform
from projects.progress.api.papers import chosen_papers
from projects.progress.api.reports import linked_papers
from projects.progress.kinds import ProblemKind, ProblemLevel, ProblemState
from projects.progress.models import Problem, ProblemEntry
from projects.progress.services import edit_problem, raise_problem

OLDEST = Order("raised_on")
_ACTS = (Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE, Permission.CLAIM_VERIFY)


class ProblemBody(Body):
    """A problem as raised."""

    kind = serializers.ChoiceField(ProblemKind.choices, help_text="问题类型")
    level = serializers.ChoiceField(ProblemLevel.choices, help_text="协调层级：要哪一级解决")
    title = serializers.CharField(max_length=80, help_text="问题，一句话")
    need = serializers.CharField(max_length=1000, help_text="请求协调事项")
    asked_organisation = serializers.CharField(max_length=32, help_text="请求协调单位的代码")
    description = serializers.CharField(required=False, allow_blank=True, max_length=2000, help_text="具体情况")
    raised_on = serializers.DateField(required=False, help_text="提出日期，默认今天")
    evidence = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=50, help_text="引用的佐证材料标识"
    )


class ActionBody(Body):
    """Other words (without ``action``), or one thing done about it (with ``action`` and ``text``)."""

    kind = serializers.ChoiceField(ProblemKind.choices, required=False, help_text="问题类型")
    title = serializers.CharField(required=False, max_length=80, help_text="问题，一句话")
    need = serializers.CharField(required=False, max_length=1000, help_text="请求协调事项")
    description = serializers.CharField(required=False, allow_blank=True, max_length=2000, help_text="具体情况")
    asked_organisation = serializers.CharField(
        required=False, max_length=32, help_text="请求协调单位的代码；提级时为上一级的单位"
    )
    evidence = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=50, help_text="引用的佐证材料标识"
    )
    action = serializers.ChoiceField(
        Action.choices, required=False, help_text="办理：答复、办结、补充情况、提级、撤回、重新打开"
    )
    text = serializers.CharField(required=False, allow_blank=True, max_length=1000, help_text="办理内容或理由")
    resolved_on = serializers.DateField(required=False, help_text="解决日期（办结时），默认今天")


class ThreadEntryShown(serializers.Serializer):
    """One entry of the thread."""

    at = serializers.DateTimeField(help_text="时间")
    by = serializers.CharField(help_text="经办人")
    kind = serializers.CharField(help_text="动作")
    text = serializers.CharField(help_text="内容")
    detail = serializers.CharField(help_text="变化")


class ProblemShown(serializers.Serializer):
    """A problem as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="登记时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    kind = serializers.ChoiceField(ProblemKind.choices, help_text="问题类型")
    level = serializers.ChoiceField(ProblemLevel.choices, help_text="协调层级")
    title = serializers.CharField(help_text="问题")
    description = serializers.CharField(help_text="具体情况")
    need = serializers.CharField(help_text="请求协调事项")
    asked_organisation = serializers.CharField(help_text="请求协调单位的代码")
    state = serializers.ChoiceField(ProblemState.choices, help_text="状态")
    raised_on = serializers.DateField(help_text="提出日期")
    resolved_on = serializers.DateField(allow_null=True, help_text="解决日期")
    resolution = serializers.CharField(help_text="解决结果")
    last_answer = serializers.CharField(help_text="最近答复")
    raised_by = serializers.CharField(help_text="提出人")
    evidence = serializers.ListField(child=serializers.UUIDField(), help_text="引用的佐证材料标识")
    thread = ThreadEntryShown(many=True, help_text="办理经过")


class ProblemQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(ProblemState.choices, required=False, help_text="状态")
    level = serializers.ChoiceField(ProblemLevel.choices, required=False, help_text="协调层级")
    kind = serializers.ChoiceField(ProblemKind.choices, required=False, help_text="问题类型")


class ProblemDoor(Door):
    """Problems of one project."""

    tag = "存在问题"
    shown = ProblemShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": Permission.PROJECT_WRITE,
        "partial_update": _ACTS,
    }
    columns = (
        *("id", "version", "created_at", "updated_at", "project_id", "kind", "level", "title", "description", "need"),
        *("asked_organisation__code", "state", "raised_on", "resolved_on", "resolution", "last_answer"),
        "created_by__name",
    )

    @described("存在问题列表", {200: paged(ProblemShown)}, query=(ProblemQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """The oldest first."""
        visible_project(requester(request), project_id)
        query = read_query(ProblemQuery, request)
        narrow = {name: query[name] for name in ("state", "level", "kind") if name in query}
        found = Problem.objects.filter(project=project_id, **narrow)
        return self.page(query, found.values(*self.columns), OLDEST, self.present)

    @described("存在问题", {200: ProblemShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One problem."""
        return self.represent(self.show(request, project_id, pk))

    @described("提出问题", {201: ProblemShown}, body=ProblemBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Raise a problem."""
        by = requester(request)
        visible_project(by, project_id)
        values = _meant(project_id, read_body(ProblemBody, request), by)
        made = raise_problem(project_id, values, by=by, now=timezone.now())
        return self.represent(self.show(request, project_id, made.pk), status=201, place=True)

    @described("修改或办理问题", {200: ProblemShown}, body=ActionBody, needs_version=True)
    def partial_update(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Other words, or one action: answer, solve, note, lift, withdraw, reopen."""
        known = self.show(request, project_id, pk)
        by = requester(request)
        values = _meant(project_id, read_body(ActionBody, request), by)
        with unchanged(request, known["version"], show=lambda: self.show(request, project_id, pk)) as version:
            if "action" in values:
                action, given = Action(values.pop("action")), _of_action(values)
                perform(action, pk, given, by=by, now=timezone.now(), version=version)
            else:
                _check_no_action(values)
                edit_problem(pk, values, by=by, now=timezone.now(), expected_version=version)
        return self.represent(self.show(request, project_id, pk))

    def show(self, request: Request, project_id: UUID, pk: UUID) -> Row:
        """The visible problem as answered, or 404."""
        visible = Project.objects.visible_to(requester(request)).filter(pk=project_id)
        rows = list(Problem.objects.filter(project__in=visible, pk=pk).values(*self.columns))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows with address, evidence and thread: two queries for a whole page."""
        if not rows:
            return []
        base = self.address("issues-list", rows[0]["project_id"])
        ids = [row["id"] for row in rows]
        papers = linked_papers(Problem.evidence.through, "problem_id", ids)
        threads = _threads(ids)
        same = [name for name in map(str, self.shown().fields) if name in self.columns]
        return [
            {name: row[name] for name in same}
            | {"url": f"{base}{row['id']}/", "project": row["project_id"], "raised_by": row["created_by__name"]}
            | {"asked_organisation": row["asked_organisation__code"]}
            | {"evidence": papers.get(row["id"], []), "thread": threads.get(row["id"], [])}
            for row in rows
        ]


def _threads(ids: list[UUID]) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = {}
    rows = ProblemEntry.objects.filter(problem__in=ids).order_by("at", "pk")
    for row in rows.values("problem_id", "at", "by__name", "kind", "text", "detail"):
        entry = {name: row[name] for name in ("at", "kind", "text", "detail")} | {"by": row["by__name"]}
        found.setdefault(row["problem_id"], []).append(entry)
    return found


def _meant(project_id: UUID, values: dict[str, Any], by: Officer) -> dict[str, Any]:
    """Codes and ids as the rows they mean."""
    if "asked_organisation" in values:
        values["asked_organisation"] = organisation_of(values["asked_organisation"], by, "asked_organisation")
    if "evidence" in values:
        values["evidence"] = chosen_papers(project_id, values["evidence"])
    return values


def _of_action(values: dict[str, Any]) -> dict[str, Any]:
    extra = sorted(set(values) - {"text", "resolved_on", "asked_organisation"})
    if extra:
        raise Invalid("办理和修改内容请分两次提交。", extra[0], "mixed")
    given = {"text": values.get("text", ""), "resolved_on": values.get("resolved_on")}
    return given | {"asked": values.get("asked_organisation")}


def _check_no_action(values: dict[str, Any]) -> None:
    extra = sorted(set(values) & {"text", "resolved_on"})
    if extra:
        raise Invalid("请用 action 说明要做什么（answer、solve、note、lift、withdraw、reopen）。", "action", "required")
