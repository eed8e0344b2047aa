"""Requests to raise the total of an invented project: one granted, one returned, one waiting for its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from config.demo.plans import SHANGHAI, ProjectPlan
from config.demo.population import CHIEF_FROM_YI, HOME_CITY
from config.demo.scene import Scene, project_of
from projects.ledger.kinds import EvidenceKind
from projects.ledger.money import yi_to_wan
from projects.ledger.stages import Step
from workflow.amendments.models import Amendment, AmendmentKind, AmendmentState
from workflow.amendments.services import approve_amendment, request_amendment, return_amendment

MORE_WAN = Decimal(3_000)
OUTCOMES = ((AmendmentState.APPROVED, 24), (AmendmentState.RETURNED, 14), (AmendmentState.SUBMITTED, 2))
"""How it ends, and how many days ago it was asked for."""
REASON = "示例：企业增加一条生产线"
GRANTED, RETURNED = "示例：材料齐全，同意。", "示例：补充协议缺少签署页，请补齐后重新申请。"


@dataclass
class Increases:
    """Writes the requests into the diary."""

    scene: Scene
    asked: dict[str, Amendment] = field(default_factory=dict)

    def tell(self) -> None:
        """Answered two days later by who verifies signings."""
        for place, (plan, (state, ago)) in enumerate(zip(self._plans(), OUTCOMES, strict=False)):
            self.scene.write(ago, partial(self._ask, plan), place=place)
            if state != AmendmentState.SUBMITTED:
                self.scene.write(ago - 2, partial(self._answer, plan, state), place=place)

    def _plans(self) -> list[ProjectPlan]:
        """Those which need no chief because of it, that did not need one before."""
        edge = yi_to_wan(Decimal(CHIEF_FROM_YI))
        totals = [(plan, plan.values["total_investment_wan"]) for plan in self.scene.chosen.landed()]
        return [plan for plan, total in totals if total >= edge or total + MORE_WAN < edge]

    def _ask(self, plan: ProjectPlan, now: datetime) -> None:
        project = project_of(plan)
        assert project.total_investment_wan is not None
        paper = self.scene.paper(plan, EvidenceKind.INVESTMENT_AGREEMENT, word="增资补充协议", now=now)
        self.asked[plan.name] = request_amendment(
            project.pk,
            kind=AmendmentKind.INCREASE,
            values={"total_investment_wan": project.total_investment_wan + MORE_WAN},
            effective_on=now.astimezone(SHANGHAI).date(),
            reason=REASON,
            basis=[paper],
            by=self.scene.clerk(plan),
            now=now,
        )

    def _answer(self, plan: ProjectPlan, state: str, now: datetime) -> None:
        request, by = self.asked[plan.name], self.scene.staff.verifier(HOME_CITY, Step.SIGN)
        if state == AmendmentState.APPROVED:
            approve_amendment(request.pk, by=by, now=now, note=GRANTED)
        else:
            return_amendment(request.pk, by=by, now=now, note=RETURNED)
