"""节点计划 by project: planned against actual, one lane a project. The same number of queries for 20 and for 200."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from projects.ledger.models import Project
from projects.ledger.stages import STAGES, Stage
from projects.plans.models import Node
from projects.plans.timeline import Bar
from workflow.desk.spans import Span


@dataclass(frozen=True)
class Segment:
    """The nodes of one stage. ``planned``: first planned start to last promise; ``actual``: begun until reached.

    ``actual`` runs to today while something begun is not reached. Either is None where it lies outside the window.
    """

    stage: str
    planned: Bar | None
    actual: Bar | None


@dataclass(frozen=True)
class Late:
    """A node behind its promise on the day asked for."""

    node: Node
    days: int
    x: str


@dataclass(frozen=True)
class Lane:
    """One project: its segments, its late nodes, and the same in words for those who do not see the drawing."""

    project: Project
    segments: list[Segment]
    late: list[Late]
    total: int
    done: int
    next_name: str
    next_on: date | None
    words: str


def planned_projects(projects: QuerySet[Project], *, on: date) -> QuerySet[Any]:
    """Those that have a node, with ``late_nodes`` (behind their promise on ``on``); the most late first."""
    nodes = Node.objects.standing().filter(plan=OuterRef("pk"))
    late = Node.objects.late(on).filter(plan=OuterRef("pk")).order_by().values("plan").annotate(number=Count("pk"))
    counted = Coalesce(Subquery(late.values("number"), output_field=IntegerField()), 0)
    found = projects.filter(Exists(nodes)).annotate(late_nodes=counted)
    return found.select_related("landing_organisation").order_by("-late_nodes", "number", "pk")


def lanes_of(projects: Iterable[Project], span: Span, *, on: date) -> list[Lane]:
    """The lanes of these projects, in one query."""
    shown = list(projects)
    nodes: dict[UUID, list[Node]] = {one.pk: [] for one in shown}
    found = Node.objects.standing().reached().filter(plan__in=list(nodes)).select_related("owner", "owner_organisation")
    for node in found.order_by("position", "created_at", "id"):
        nodes[node.plan_id].append(node)
    return [_lane(one, nodes[one.pk], span, on) for one in shown]


def due_of(node: Node) -> date:
    """The promised day, else the planned one."""
    return node.committed_on or node.planned_on


def _lane(project: Project, nodes: list[Node], span: Span, on: date) -> Lane:
    ahead = [node for node in nodes if _reached(node) is None]
    late = [Late(node, days, span.x(node.committed_on)) for node, days in _late(ahead, on)]
    following = min(ahead, key=lambda node: (due_of(node), node.position), default=None)
    groups = [(stage, [node for node in nodes if node.stage == stage]) for stage in STAGES]
    return Lane(
        project=project,
        segments=[_segment(stage, some, span, on) for stage, some in groups if some],
        late=late,
        total=len(nodes),
        done=len(nodes) - len(ahead),
        next_name=following.name if following else "",
        next_on=due_of(following) if following else None,
        words="；".join(_words(stage, some) for stage, some in groups if some),
    )


def _late(ahead: list[Node], on: date) -> list[tuple[Node, int]]:
    behind = [(node, (on - node.committed_on).days) for node in ahead if node.committed_on and node.committed_on < on]
    return sorted(behind, key=lambda pair: -pair[1])


def _segment(stage: str, nodes: list[Node], span: Span, on: date) -> Segment:
    begun, ended = _actual(nodes)
    planned = span.bar(min(node.planned_start_on for node in nodes), max(due_of(node) for node in nodes))
    return Segment(stage, planned, span.bar(begun, ended or on) if begun else None)


def _actual(nodes: list[Node]) -> tuple[date | None, date | None]:
    """When the first of ``nodes`` was begun, and when the last was reached: None while one is still ahead."""
    begun = [day for node in nodes if (day := node.actual_start_on or _reached(node))]
    reached = [day for node in nodes if (day := _reached(node))]
    return min(begun, default=None), max(reached) if len(reached) == len(nodes) else None


def _words(stage: str, nodes: list[Node]) -> str:
    """签约：计划 2026-01-05 至 2026-03-01，实际 2026-01-08 起."""
    begun, ended = _actual(nodes)
    planned = f"计划{min(node.planned_start_on for node in nodes)}至{max(due_of(node) for node in nodes)}"
    actual = f"实际{begun}至{ended}" if begun and ended else f"实际{begun}起" if begun else "未开始"
    return f"{Stage(stage).label}：{planned}，{actual}"


def _reached(node: Node) -> date | None:
    found: date | None = node.reached_on  # type: ignore[attr-defined]
    return found
