"""The procedure that every office starts from: 研判 → 评审 → 决策 (practice: 芜湖鸠江 招商引资决策流程)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from projects.people.models import Organisation
from workflow.decisions.models import Owner, ProcedureStep


@dataclass(frozen=True)
class StepLine:
    """One step as it is laid down. ``threshold_wan`` in 万元, None: for every project."""

    name: str
    owner: str
    limit_days: int
    unit: Organisation | None = None
    threshold_wan: Decimal | None = None
    needs_document: bool = False

    @property
    def text(self) -> str:
        """The line as the audit log says it."""
        who = self.unit.name if self.unit else Owner(self.owner).label
        above = f"，总投资{self.threshold_wan.normalize():f}万元以上" if self.threshold_wan else ""
        return f"{self.name}：{who}，{self.limit_days}个工作日{above}{'，须附材料' if self.needs_document else ''}"


PRESET = (
    StepLine("研判", Owner.LANDING, 2),
    StepLine("评审", Owner.LANDING, 3, needs_document=True),
    StepLine("决策", Owner.LANDING, 2, needs_document=True),
)


def line_of(step: ProcedureStep) -> StepLine:
    """A stored step as a line."""
    return StepLine(step.name, step.owner, step.limit_days, step.unit, step.threshold_wan, step.needs_document)
