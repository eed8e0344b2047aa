"""调整计划: new planned days, with a reason, the promise untouched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.models import Project
from projects.ledger.policies import check_may_write
from projects.ledger.services import locked_project
from projects.people.models import Officer
from projects.plans.acts import Act
from projects.plans.models import Node, Replan
from projects.plans.policies import check_going_on
from projects.plans.services.keeping import check_version, keep_many, shown_node, standing_nodes, touch


@dataclass(frozen=True)
class Move:
    """New planned days of one node. ``version``: the one the mover has seen, None for whatever is there."""

    node: UUID
    start_on: date
    end_on: date
    version: int | None = None


@audited()
def replan(project_id: UUID, moves: Sequence[Move], *, reason: str = "", by: Officer, now: datetime) -> list[Node]:
    """Give one node or several new planned days, all or none. The first move is the cause of the others.

    A promised node needs a reason and gets a ``Replan``; before the promise the draft is simply changed. ``Stale``
    when one of them has changed since it was seen. Returns the nodes that really moved.
    """
    project = locked_project(project_id, by=by)
    check_may_write(project, by)
    check_going_on(project)
    nodes, names = standing_nodes(project_id)
    known = {node.pk: node for node in nodes}
    for move in moves:
        _check(move, known, project, reason)
    cause = known[moves[0].node] if moves else None
    before = {pk: shown_node(node, names[pk]) for pk, node in known.items()}
    moved = [known[move.node] for move in moves if _differs(move, known[move.node])]
    adjusted = [_adjusted(known[m.node], m, cause, reason, by=by, now=now) for m in moves if _differs(m, known[m.node])]
    Replan.objects.bulk_create([one for one in adjusted if one.node.committed_on], batch_size=200)
    _save(moved, now=now)
    rows = [(node, before[node.pk], shown_node(node, names[node.pk])) for node in moved]
    keep_many(project, rows, by=by, now=now, why=reason)
    if moved:
        touch(project_id, now=now)
        record(Act.REPLAN, cause, by=by, now=now, changes=[_said(one) for one in adjusted], detail=reason)
    return moved


def _check(move: Move, known: dict[UUID, Node], project: Project, reason: str) -> None:
    node = known.get(move.node)
    if node is None:
        raise NotFound("要调整的节点不在这个项目的方案中，或已取消，请刷新后重试。")
    check_version(node, move.version)
    check_plausible(move.start_on, "planned_start_on")
    check_plausible(move.end_on, "planned_on")
    if move.end_on < move.start_on:
        raise Invalid(f"“{node.name}”的计划完成日期早于计划开始日期，请核对。", "planned_on")
    if node.reached(project) is not None and _differs(move, node):
        raise Conflict(f"“{node.name}”已经完成，不能再调整计划。")
    if node.committed_on and not reason.strip():
        raise Invalid("节点已经承诺，调整计划请说明理由。", "reason")


def _differs(move: Move, node: Node) -> bool:
    return (move.start_on, move.end_on) != (node.planned_start_on, node.planned_on)


def _adjusted(node: Node, move: Move, cause: Node | None, reason: str, *, by: Officer, now: datetime) -> Replan:
    """Set the new days; the row says which they were."""
    old = node.planned_start_on, node.planned_on
    node.planned_start_on, node.planned_on = move.start_on, move.end_on
    return Replan(
        node=node,
        cause=cause if cause is not None and cause.pk != node.pk else None,
        old_start_on=old[0],
        old_on=old[1],
        new_start_on=move.start_on,
        new_on=move.end_on,
        reason=reason.strip(),
        by=by,
        at=now,
    )


def _save(nodes: list[Node], *, now: datetime) -> None:
    for node in nodes:
        node.version += 1
        node.updated_at = now
    Node.objects.bulk_update(nodes, ["planned_start_on", "planned_on", "version", "updated_at"], batch_size=200)


def _said(one: Replan) -> Difference:
    return Difference("planned_on", f"{one.node.name}计划完成"[:40], str(one.old_on), str(one.new_on))
