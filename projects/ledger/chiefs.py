"""When a project needs a chief responsible officer 首席责任人, and whose days are whose (domain.md, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from projects.ledger.money import show_yi

if TYPE_CHECKING:
    from projects.ledger.models import CityRules, Project


def reasons_for_chief(project: Project, rules: CityRules) -> list[str]:
    """Every sentence that makes a chief necessary; empty when none is."""
    reasons = []
    if project.assigned_by_city and rules.chief_when_assigned:
        reasons.append("市委市政府直接交办")
    total = project.total_investment_wan
    if project.is_industrial and total is not None and total >= rules.chief_threshold_wan:
        reasons.append(f"工业项目总投资{show_yi(total)}亿元，达到{show_yi(rules.chief_threshold_wan)}亿元")
    if project.demonstration_reason and rules.chief_when_demonstration:
        reasons.append(f"高新技术／示范／影响重大：{project.demonstration_reason}")
    return reasons


@dataclass(frozen=True)
class Span:
    """Somebody held the project from ``first`` to ``last``, both included; ``last`` None: still."""

    officer: UUID
    first: date
    last: date | None


def holder_on(spans: Sequence[Span], on: date) -> UUID | None:
    """Who answered for the project on that day. ``spans`` in the order they began: of several the last one counts."""
    held = [span for span in spans if span.first <= on and (span.last is None or span.last >= on)]
    newest = max((span.first for span in held), default=None)
    return [span for span in held if span.first == newest][-1].officer if held else None


def days_of(spans: Sequence[Span], first: date, last: date) -> list[tuple[UUID | None, int]]:
    """Officer (None: nobody) → how many days from ``first`` to ``last`` were theirs, in the order of time."""
    counted: dict[UUID | None, int] = {}
    for ahead in range((last - first).days + 1):
        officer = holder_on(spans, first + timedelta(days=ahead))
        counted[officer] = counted.get(officer, 0) + 1
    return list(counted.items())
