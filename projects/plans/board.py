"""The plan of one project as its tab shows it. The same number of queries for 32 nodes and for 320."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Prefetch

from projects.ledger.models import Project
from projects.ledger.policies import may_write
from projects.ledger.stages import Stage, planned_field_of
from projects.nested import Nested
from projects.people.models import Officer
from projects.plans.kinds import State
from projects.plans.models import Node, Plan, Replan
from projects.plans.policies import may_report
from projects.plans.timeline import Bar, Tick, Timeline
from projects.rows import one_or_none

FILTERS = (("", "全部"), ("open", "未完成"), ("late", "逾期"))
_STATES = {State.DONE: "tag-green", State.DOING: "tag-blue", State.CANCELLED: "tag-grey"}


@dataclass(frozen=True)
class Row:
    """One node. ``late_days``: behind the promise, up to today or to the day it was reached; 0 when it is kept."""

    node: Node
    after: list[Node]
    replans: list[Replan]
    reached_on: date | None
    late_days: int
    may_report: bool
    planned: Bar
    actual: Bar | None
    committed: str

    @property
    def is_done(self) -> bool:
        """Was it reached?"""
        return self.reached_on is not None

    @property
    def is_late(self) -> bool:
        """Not reached although the promised day is over?"""
        return not self.is_done and self.late_days > 0

    @property
    def state_label(self) -> str:
        """未开始, 进行中, 完成, 取消."""
        return str(State.DONE.label) if self.is_done else self.node.get_state_display()

    @property
    def state_tag(self) -> str:
        """The class of the tag."""
        return _STATES.get(State.DONE if self.is_done else State(self.node.state), "")

    @property
    def was_moved(self) -> bool:
        """Does the present plan differ from the promise?"""
        return self.node.committed_on is not None and self.node.committed_on != self.node.planned_on

    @property
    def due_on(self) -> date:
        """Promised, else planned."""
        return self.node.committed_on or self.node.planned_on


@dataclass(frozen=True)
class Gap:
    """The plan says one day for a stage, the project's own field another."""

    label: str
    plan_on: date
    project_on: date


@dataclass(frozen=True)
class Board:
    """Everything the tab shows. ``rows`` as filtered; the figures are of all standing nodes."""

    plan: Plan | None
    rows: list[Row]
    cancelled: list[Node]
    total: int
    done: int
    late: int
    next: Row | None
    gaps: list[Gap]
    ticks: list[Tick]
    today_x: str
    shown: str
    filters: tuple[tuple[str, str], ...]
    may_write: bool

    @property
    def stages(self) -> list[tuple[str, list[Row]]]:
        """The rows under the Chinese names of their stages, in the order of the plan's first node of each."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.node.get_stage_display(), []).append(row)
        return list(found.items())


def board_of(project: Project, officer: Officer, *, on: date, shown: str = "") -> Board:
    """``shown``: one of ``FILTERS``, anything else is all."""
    plan = one_or_none(Plan.objects.select_related("confirmed_by", "created_by").filter(pk=project.pk))
    nodes = _nodes(project) if plan else []
    standing = [node for node in nodes if node.state != State.CANCELLED]
    line = Timeline.over(_days(standing, project), on)
    may = may_write(project, officer)
    known = {node.pk: node for node in standing}
    after = {key: [known[row["key"]] for row in node.waits_for] for key, node in known.items()}  # type: ignore[attr-defined]
    rows = [_row(node, after[node.pk], project, officer, line, on=on, may=may) for node in standing]
    ahead = [row for row in rows if not row.is_done]
    late = [row for row in rows if row.is_late and project.is_open]
    chosen = {"open": ahead, "late": late}.get(shown, rows)
    return Board(
        plan=plan,
        rows=chosen,
        cancelled=[node for node in nodes if node.state == State.CANCELLED and node.committed_on],
        total=len(rows),
        done=len(rows) - len(ahead),
        late=len(late),
        next=min(ahead, key=lambda row: (row.due_on, row.node.position), default=None),
        gaps=gaps_of(project, standing),
        ticks=line.ticks(),
        today_x=line.x(on),
        shown=shown if shown in dict(FILTERS) else "",
        filters=FILTERS,
        may_write=may,
    )


def gaps_of(project: Project, nodes: Iterable[Node]) -> list[Gap]:
    """Milestones ahead whose planned day is not the one that the project's own field says."""
    found = []
    for node in nodes:
        if not node.is_milestone or node.stage == Stage.NEGOTIATING or node.reached(project):
            continue
        own: Any = getattr(project, planned_field_of(node.stage))
        if own is not None and own != node.planned_on:
            found.append(Gap(node.name, node.planned_on, own))
    return found


def late_days(node: Node, reached_on: date | None, on: date) -> int:
    """How many days behind the promise: to the day it was reached, else to ``on``. 0 without a promise."""
    return max(0, ((reached_on or on) - node.committed_on).days) if node.committed_on else 0


def _nodes(project: Project) -> list[Node]:
    """All of its plan, each with the standing ones of the same plan that it ``waits_for``. Two queries."""
    replans = Replan.objects.select_related("by", "cause")
    waits = Node.depends_on.through.objects.filter(from_node=OuterRef("pk")).exclude(to_node__state=State.CANCELLED)
    waits = waits.order_by("to_node__position", "to_node__created_at", "to_node_id")
    found = Node.objects.filter(plan=project.pk).select_related("owner", "owner_organisation")
    found = found.annotate(waits_for=Nested(waits.values(key=F("to_node_id"))))
    return list(found.prefetch_related(Prefetch("replans", queryset=replans)))


def _days(nodes: Iterable[Node], project: Project) -> Iterable[date | None]:
    for node in nodes:
        yield from (node.planned_start_on, node.planned_on, node.committed_on, node.actual_start_on)
        yield node.reached(project)


def _row(
    node: Node, after: list[Node], project: Project, officer: Officer, line: Timeline, *, on: date, may: bool
) -> Row:
    reached = node.reached(project)
    return Row(
        node=node,
        after=after,
        replans=list(node.replans.all()),
        reached_on=reached,
        late_days=late_days(node, reached, on),
        may_report=not node.is_milestone and (may or may_report(node, project, officer)),
        planned=line.bar(node.planned_start_on, node.planned_on),
        actual=_actual(node, reached, line, on),
        committed=line.x(node.committed_on) if node.committed_on else "",
    )


def _actual(node: Node, reached: date | None, line: Timeline, on: date) -> Bar | None:
    start = node.actual_start_on or reached
    return line.bar(start, max(start, reached or on)) if start else None
