"""What every write of a plan does: lock, remember the row, save with the next version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from projects.audit.services import Difference
from projects.errors import NotFound, Stale
from projects.ledger.models import Project, RowChange, RowKind
from projects.ledger.services import locked_project
from projects.ledger.services.rows import Shown, keep_row, shown_row
from projects.people.models import Officer
from projects.plans.models import Node, Plan
from projects.plans.policies import check_going_on
from projects.rows import one_or_none

SHOWN = (
    "name", "stage", "is_milestone", "owner_organisation", "owner", "planned_start_on", "planned_on", "committed_on",
    "actual_start_on", "actual_on", "progress_percent", "note", "state",
)  # fmt: skip
AFTER = "前置节点"
NO_PLAN = "这个项目还没有节点方案，请先套用模板或新增节点。"


@dataclass(frozen=True)
class Held:
    """A node whose project is locked, with what it looked like."""

    project: Project
    node: Node
    before: dict[str, str]


def shown_node(node: Node, after: Iterable[str] | None = None) -> dict[str, str]:
    """The node as people read it. ``after``: names of its predecessors, read when not given."""
    names = after if after is not None else node.depends_on.values_list("name", flat=True)
    waits = "、".join(names)
    return shown_row(node, SHOWN) | ({AFTER: waits} if waits else {})


def locked_node(node_id: UUID, *, by: Officer, expected_version: int | None = None) -> Held:
    """A standing node under the lock of its project. ``NotFound`` outside one's sight, ``Stale`` on another version."""
    seen = one_or_none(Node.objects.visible_to(by).standing().filter(pk=node_id).values_list("plan_id", flat=True))
    if seen is None:
        raise NotFound("没有找到这个节点，它已取消，或不在您的查看范围内。")
    project = locked_project(seen, by=by, check=False)
    check_going_on(project)
    node = Node.objects.select_related("owner", "owner_organisation").get(pk=node_id)
    check_version(node, expected_version)
    return Held(project, node, shown_node(node))


def check_version(row: Node | Plan, expected_version: int | None) -> None:
    """``Stale`` unless the caller has seen this version; None asks nothing."""
    if expected_version is not None and row.version != expected_version:
        raise Stale()


def locked_plan(project: Project, expected_version: int | None = None) -> Plan:
    """The plan of a locked project."""
    plan = one_or_none(Plan.objects.filter(pk=project.pk))
    if plan is None:
        raise NotFound(NO_PLAN)
    check_version(plan, expected_version)
    return plan


def save_node(node: Node, fields: Sequence[str], *, now: datetime) -> None:
    """The named fields with the next version. The promised day is never among them."""
    if "committed_on" in fields:
        raise ValueError("committed_on is written once, by commit()")
    node.version += 1
    node.updated_at = now
    node.save(update_fields=[*fields, "version", "updated_at"])


def touch(plan_id: UUID, *, now: datetime) -> None:
    """The plan has changed."""
    Plan.objects.filter(pk=plan_id).update(version=F("version") + 1, updated_at=now)


def keep(held: Held, *, by: Officer, now: datetime, after: Shown | None = None, why: str = "") -> list[Difference]:
    """Remember the node as it is now (or as ``after`` says) beside what it was."""
    shown = shown_node(held.node) if after is None else after
    return keep_row(held.project, RowKind.NODE, held.node.pk, title=held.node.name, before=held.before, after=shown,
                    by=by, now=now, why=why)  # fmt: skip


def keep_many(
    project: Project, rows: Iterable[tuple[Node, Shown, Shown]], *, by: Officer, now: datetime, why: str = ""
) -> None:
    """``keep_row`` for many nodes in one statement: node, before, after."""
    RowChange.objects.bulk_create(
        [
            RowChange(project=project, kind=RowKind.NODE, row=node.pk, title=node.name, at=now, by=by,
                      before=dict(before), after=dict(after), why=why)
            for node, before, after in rows
            if before != after
        ],
        batch_size=200,
    )  # fmt: skip


def standing_nodes(plan_id: UUID) -> tuple[list[Node], dict[UUID, list[str]]]:
    """The nodes not cancelled in their order, and of each the names of what it waits for. Two queries."""
    found = Node.objects.filter(plan=plan_id).standing().select_related("owner", "owner_organisation")
    nodes = list(found.prefetch_related("depends_on"))
    return nodes, {node.pk: [one.name for one in node.depends_on.all()] for node in nodes}
