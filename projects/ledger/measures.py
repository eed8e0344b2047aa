"""What the amounts of one project say beside each other. They are compared, never added up (domain.md 3)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from projects.ledger.models import Phase, Project, YearPlan
from projects.ledger.money import show_yi


def overruns(project: Project, phases: Iterable[Phase], plans: Iterable[YearPlan]) -> list[str]:
    """A sentence for each sum that is larger than what it should be part of; said, never refused."""
    whole, fixed = project.total_investment_wan, project.fixed_investment_wan
    phases = list(phases)
    compared = (
        ("固定资产投资", fixed or Decimal(0), "总投资", whole),
        ("各期总投资合计", _sum(phase.total_wan for phase in phases), "项目总投资", whole),
        ("各期固定资产投资合计", _sum(phase.fixed_wan for phase in phases), "项目固定资产投资", fixed),
        ("各年度计划投资合计", _sum(plan.amount_wan for plan in plans), "项目总投资", whole),
    )
    return [
        f"{part}{show_yi(amount)}亿元，大于{of}{show_yi(most)}亿元，请核对。"
        for part, amount, of, most in compared
        if most is not None and amount > most
    ]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
