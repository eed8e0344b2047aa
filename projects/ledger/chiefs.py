"""When a project needs a chief responsible officer 首席责任人 (domain.md, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
