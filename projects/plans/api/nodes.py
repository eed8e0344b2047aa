"""API doors of plan nodes 方案节点."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from projects.audit.services import audited
from projects.errors import Invalid, NotFound
from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.models import Project
from projects.ledger.queries import visible_project
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.plans import services
from projects.plans.api.bodies import NodeBody, NodeChange, NodeQuery, NodeShown, with_rows
from projects.plans.kinds import State
from projects.plans.models import Node
from projects.plans.services import Move
from projects.plans.services.keeping import check_version
from projects.plans.services.nodes import EDITABLE, REPORTED

BY_POSITION = Order("position")
PLANNED = ("planned_start_on", "planned_on")


class PlanNodeDoor(Door):
    """The node plan of one project."""

    tag = "方案节点"
    shown = NodeShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": Permission.PROJECT_WRITE,
        "partial_update": Permission.PROJECT_WRITE,
    }
    columns = (
        *("id", "version", "created_at", "updated_at", "plan_id", "position", "code", "name", "stage", "is_milestone"),
        *("owner_role", "owner_organisation__code", "owner_id", *PLANNED, "committed_on", "actual_start_on"),
        *("progress_percent", "note", "state"),
    )

    @described("方案节点列表", {200: paged(NodeShown)}, query=(NodeQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """In the order of the plan, without cancelled ones."""
        visible_project(requester(request), project_id)
        query = read_query(NodeQuery, request)
        found = Node.objects.filter(plan=project_id).standing().reached()
        today = timezone.localdate()
        narrowed = {
            "open": found.filter(Q(reached_on__isnull=True)),
            "done": found.filter(Q(reached_on__isnull=False)),
            "late": found.late(today),
        }.get(query.get("state", ""), found)
        return self.page(query, self.rows(narrowed), BY_POSITION, self.present)

    @described("方案节点", {200: NodeShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One node, also a cancelled one."""
        return self.represent(self.show(request, project_id, pk))

    @described("新增方案节点", {201: NodeShown}, body=NodeBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Add a node; the plan is begun with it when there is none."""
        by = requester(request)
        visible_project(by, project_id)
        values = with_rows(read_body(NodeBody, request), project_id, by)
        made = services.add_node(project_id, values, by=by, now=timezone.now())
        return self.represent(self.show(request, project_id, made.pk), status=201, place=True)

    @described("修改方案节点", {200: NodeShown}, body=NodeChange, needs_version=True)
    def partial_update(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Edit, report, re-plan or cancel: all of it or nothing."""
        known, by = self.show(request, project_id, pk), requester(request)
        values = with_rows(read_body(NodeChange, request, partial=True), project_id, by)
        with unchanged(request, known["version"], show=lambda: self.show(request, project_id, pk)) as version:
            _change(project_id, pk, values, version=version, by=by, now=timezone.now())
        return self.represent(self.show(request, project_id, pk))

    def show(self, request: Request, project_id: UUID, pk: UUID) -> Row:
        """The visible node as answered, or 404."""
        visible = Project.objects.visible_to(requester(request)).filter(pk=project_id)
        rows = list(self.rows(Node.objects.filter(plan__project__in=visible, pk=pk).reached()))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def rows(self, found: QuerySet[Node]) -> QuerySet[Any, Row]:
        """The columns, with the day it was reached and how often it was adjusted."""
        return cast(
            "QuerySet[Any, Row]", found.annotate(times=Count("replans")).values(*self.columns, "reached_on", "times")
        )

    def present(self, rows: Rows) -> Rows:
        """Rows with address and predecessors; one more query for all of them."""
        if not rows:
            return []
        base = self.address("plan-nodes-list", rows[0]["plan_id"])
        after = _predecessors([row["id"] for row in rows])
        return [_shown(row, base, after.get(row["id"], [])) for row in rows]


def _shown(row: Row, base: str, after: list[UUID]) -> Row:
    same = ("version", "created_at", "updated_at", "position", "code", "name", "stage", "is_milestone", "owner_role")
    done = row["state"] != State.CANCELLED and row["reached_on"] is not None
    return (
        {"id": row["id"], "url": f"{base}{row['id']}/", "project": row["plan_id"]}
        | {name: row[name] for name in same}
        | {"owner_organisation": row["owner_organisation__code"], "owner": row["owner_id"]}
        | {name: row[name] for name in (*PLANNED, "committed_on", "actual_start_on")}
        | {"actual_on": row["reached_on"], "replans": row["times"], "depends_on": after}
        | {"progress_percent": row["progress_percent"], "note": row["note"]}
        | {"state": State.DONE.value if done else row["state"]}
    )


def _predecessors(ids: list[UUID]) -> dict[UUID, list[UUID]]:
    links = Node.depends_on.through.objects.filter(from_node__in=ids).exclude(to_node__state=State.CANCELLED)
    found: dict[UUID, list[UUID]] = {}
    for waiting, awaited in links.order_by("to_node__position", "to_node").values_list("from_node_id", "to_node_id"):
        found.setdefault(waiting, []).append(awaited)
    return found


@audited()
def _change(project_id: UUID, pk: UUID, values: Row, *, version: int, by: Officer, now: datetime) -> None:
    """Each service that the body asks for, in one transaction; the first one checks the version under the lock."""
    reason = values.pop("reason", "")
    confirmed = values.pop("confirmed", False)
    cancelling = values.pop("state", None) == State.CANCELLED
    if cancelling and values:
        raise Invalid("取消节点时不能同时修改其他内容，请分两次提交。", "state")
    if cancelling:
        services.cancel_node(pk, reason=reason, by=by, now=now, expected_version=version)
        return
    seen: int | None = version
    edited = {name: values[name] for name in (*EDITABLE, "depends_on") if name in values and name not in REPORTED}
    if edited:
        services.edit_node(pk, edited, by=by, now=now, expected_version=seen)
        seen = None
    if any(name in values for name in PLANNED):
        _replan(project_id, pk, values, reason=reason, version=seen, by=by, now=now)
        seen = None
    reported = {name: values[name] for name in REPORTED if name in values}
    if reported:
        services.report_node(pk, reported, confirmed=confirmed, by=by, now=now, expected_version=seen)


def _replan(
    project_id: UUID, pk: UUID, values: Row, *, reason: str, version: int | None, by: Officer, now: datetime
) -> None:
    """One of the two days may be left out: it stays."""
    node = Node.objects.get(pk=pk)
    check_version(node, version)
    start, end = (values.get(name, getattr(node, name)) for name in PLANNED)
    services.replan(project_id, [Move(pk, start, end, node.version)], reason=reason, by=by, now=now)
