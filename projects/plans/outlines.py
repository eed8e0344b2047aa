"""What a template holds, as values: checked before it is kept or applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from projects.errors import Invalid
from projects.ledger.stages import Stage
from projects.plans.kinds import DayCount, OwnerRole
from projects.plans.scheduling import ring_of

LONGEST = 3650
MOST_NODES = 400


@dataclass(frozen=True)
class Outline:
    """One node of a template. ``after``: codes of the nodes it waits for; ``days`` ≥ 1."""

    code: str
    name: str
    stage: str
    days: int
    day_count: str = DayCount.CALENDAR
    after: tuple[str, ...] = ()
    owner_role: str = ""
    is_milestone: bool = False

    @property
    def working(self) -> bool:
        """Are its days working days?"""
        return self.day_count == DayCount.WORKING

    @property
    def days_text(self) -> str:
        """``15 个工作日`` or ``30 天``."""
        return f"{self.days} 个工作日" if self.working else f"{self.days} 天"

    @property
    def stage_label(self) -> str:
        """The Chinese name of its stage."""
        return str(Stage(self.stage).label)

    @property
    def owner_label(self) -> str:
        """The Chinese name of who should answer for it."""
        return str(OwnerRole(self.owner_role).label) if self.owner_role else ""


def check_outlines(nodes: Sequence[Outline]) -> None:
    """``Invalid`` with a sentence that names what is wrong: doubled codes, unknown predecessors, rings."""
    if not 1 <= len(nodes) <= MOST_NODES:
        raise Invalid(f"模板应有1至{MOST_NODES}个节点，现有{len(nodes)}个。", "nodes")
    codes = Counter(node.code for node in nodes)
    twice = [code for code, count in codes.items() if count > 1]
    if twice:
        raise Invalid(f"节点编号“{twice[0]}”用了两次，请改成不同的编号。", "nodes")
    for node in nodes:
        _check_one(node, codes)
    check_no_ring(nodes)
    _check_milestones(nodes)


def _check_one(node: Outline, codes: Counter[str]) -> None:
    if not node.code or not node.name:
        raise Invalid("每个节点都要有编号和名称。", "nodes")
    if not 1 <= node.days <= LONGEST:
        raise Invalid(f"“{node.name}”的工期应在1至{LONGEST}天之间。", "nodes")
    if node.stage not in Stage.values or node.day_count not in DayCount.values:
        raise Invalid(f"请为“{node.name}”选择所属阶段和计日方式。", "nodes")
    unknown = [code for code in node.after if code not in codes]
    if unknown:
        raise Invalid(f"“{node.name}”的前置节点“{unknown[0]}”不在模板中，请核对编号。", "nodes")


def check_no_ring(nodes: Sequence[Outline]) -> None:
    """``Invalid`` naming the nodes that wait for one another."""
    names = {node.code: node.name for node in nodes}
    ring = ring_of({node.code: node.after for node in nodes})
    if ring:
        raise Invalid(ring_sentence([names[code] for code in reversed(ring)]), "nodes", "ring")


def ring_sentence(names: Sequence[str]) -> str:
    """What to say about nodes that wait for one another in a ring."""
    return f"前置关系成环：{' → '.join(names)}，谁也无法先开始，请去掉其中一条前置关系。"


def _check_milestones(nodes: Sequence[Outline]) -> None:
    twice = [stage for stage, count in Counter(n.stage for n in nodes if n.is_milestone).items() if count > 1]
    if twice:
        raise Invalid(f"“{Stage(twice[0]).label}”阶段只能有一个里程碑节点。", "nodes")
