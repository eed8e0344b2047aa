"""What an adjustment would move, before anything is moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from projects.ledger.models import Project
from projects.plans.models import Node
from projects.plans.scheduling import Span, shifted
from projects.plans.services.keeping import standing_nodes
from projects.plans.services.replanning import Move


@dataclass(frozen=True)
class Shift:
    """One node: from which days to which. ``overlaps``: names of what it waits for that would end too late."""

    node: Node
    new: Span
    overlaps: list[str]

    @property
    def days(self) -> int:
        """Later by so many days; negative if earlier."""
        return (self.new.end - self.node.planned_on).days

    @property
    def days_text(self) -> str:
        """推后 30 天, 提前 3 天, 完成日期不变."""
        if not self.days:
            return "完成日期不变"
        return f"推后 {self.days} 天" if self.days > 0 else f"提前 {-self.days} 天"

    @property
    def move(self) -> Move:
        """For the service."""
        return Move(self.node.pk, self.new.start, self.new.end, self.node.version)


@dataclass(frozen=True)
class Preview:
    """All that moves, the node itself first, and who would be overtaken without moving."""

    shifts: list[Shift]
    overtaken: list[Node]


def preview_of(project: Project, node: Node, start_on: date, end_on: date, *, with_chain: bool) -> Preview:
    """What ``replan`` would be given. Nothing is written. Two queries and one for what each waits for."""
    nodes, _ = standing_nodes(project.pk)
    spans = {str(one.pk): Span(one.planned_start_on, one.planned_on) for one in nodes}
    after = {str(one.pk): [str(each.pk) for each in one.depends_on.all() if str(each.pk) in spans] for one in nodes}
    key, span = str(node.pk), Span(start_on, end_on)
    free = [str(one.pk) for one in nodes if one.reached(project) is None] if with_chain else []
    new = shifted(spans, after, key, span, free=free)
    return Preview(_shifts(nodes, key, spans | new, new, after), _overtaken(nodes, project, spans | new, new, after))


def _shifts(
    nodes: Sequence[Node], key: str, spans: dict[str, Span], new: dict[str, Span], after: dict[str, list[str]]
) -> list[Shift]:
    names = {str(one.pk): one.name for one in nodes}
    found = [
        Shift(
            one,
            new[str(one.pk)],
            [names[each] for each in after[str(one.pk)] if spans[each].end >= new[str(one.pk)].start],
        )
        for one in nodes
        if str(one.pk) in new
    ]
    return sorted(found, key=lambda shift: (str(shift.node.pk) != key, shift.new.start, shift.node.position))


def _overtaken(
    nodes: Sequence[Node],
    project: Project,
    spans: dict[str, Span],
    new: dict[str, Span],
    after: dict[str, list[str]],
) -> list[Node]:
    """Nodes that stay where they are although something they wait for would now end on or after their first day."""
    return [
        one
        for one in nodes
        if str(one.pk) not in new
        and one.reached(project) is None
        and any(each in new and spans[each].end >= one.planned_start_on for each in after[str(one.pk)])
    ]
