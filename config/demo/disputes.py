"""Clashes 撞单 between two districts, one open and one ruled, and a transfer that waits for the other unit.

The later side of a clash is a project of its own: the same invented firm, entered by another district.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from config.demo.chosen import Chosen
from config.demo.places import Places
from config.demo.plans import SHANGHAI, ProjectPlan, office_hour
from config.demo.population import CHIEF_FROM_YI, HOME_CITY
from config.demo.scene import Scene, project_of
from projects.ledger.kinds import ClashOutcome, ClashSide
from projects.ledger.models import Clash
from projects.ledger.money import yi_to_wan
from projects.ledger.services import rule_clash, state_position, transfer_project
from projects.ledger.services.transfers import split_between
from projects.ledger.stages import Stage

RAISED_AGO = (26, 5)
"""The first is ruled, the second waits. Three days between acts, so that no weekend puts one before the other."""
STATED_AFTER, RULED_AFTER, TRANSFER_AGO = 3, 6, 3
MOST_WAN = yi_to_wan(Decimal(CHIEF_FROM_YI)) / 2
"""Below every threshold: a second report leaves nobody without a chief."""
KEPT = ("summary", "industry", "chain", "channel", "tags")
STATEMENTS = {ClashSide.FIRST: "示例：本单位首谈在先，附洽谈记录。", ClashSide.LATER: "示例：企业另有一处选址意向。"}
REASON = "示例：经核实，两处建设内容和地块不同，不是同一项目。"


def twins(chosen: Chosen, places: Places, *, today: date) -> list[ProjectPlan]:
    """For the last of the chosen negotiations (else for others) a second report by another unit of the city."""
    return [
        _twin(plan, _other_unit(plan, places), number, today - timedelta(days=ago))
        for number, (plan, ago) in enumerate(zip(_disputed(chosen), RAISED_AGO, strict=False))
    ]


def _disputed(chosen: Chosen) -> Sequence[ProjectPlan]:
    talks = [plan for plan in chosen.invented if plan.stage == Stage.NEGOTIATING]
    return [*reversed(talks), *chosen.landed()]


def _other_unit(plan: ProjectPlan, places: Places) -> str:
    return next(code for code in places.staffed_units(HOME_CITY) if code != plan.unit)


def _twin(plan: ProjectPlan, unit: str, number: int, entered: date) -> ProjectPlan:
    at = office_hour(entered, 60 + number, back=True)
    total = min(plan.values["total_investment_wan"], MOST_WAN)
    values: dict[str, Any] = {name: plan.values[name] for name in KEPT}
    values |= {"total_investment_wan": total, "negotiating_on": at.astimezone(SHANGHAI).date()}
    return ProjectPlan(f"{plan.name}（示例重复申报）", unit, at, values, plan.investors, origin=plan.origin)


@dataclass(frozen=True)
class Disputes:
    """Writes what follows into the diary. ``later``: the second reports, in the order of ``twins``."""

    scene: Scene
    later: Sequence[ProjectPlan]

    def tell(self) -> None:
        """Both sides speak, the office rules on the first clash; a negotiation is offered to another unit."""
        disputed = list(zip(_disputed(self.scene.chosen), self.later, RAISED_AGO, strict=False))
        for number, (first, later, ago) in enumerate(disputed):
            self.scene.write(ago - STATED_AFTER, partial(self._state, first, later))
            if number == 0:
                self.scene.write(ago - RULED_AFTER, partial(self._rule, later))
        taken = {first.name for first, _, _ in disputed}
        free = [plan for plan in self.scene.chosen.invented if plan.name not in taken]
        for plan in [*(one for one in free if one.stage == Stage.NEGOTIATING), *reversed(free)][:1]:
            self.scene.write(TRANSFER_AGO, partial(self._offer, plan))

    def _state(self, first: ProjectPlan, later: ProjectPlan, now: datetime) -> None:
        clash = _clash_of(later)
        for side, plan in ((ClashSide.FIRST, first), (ClashSide.LATER, later)):
            state_position(clash.pk, side, text=STATEMENTS[side], by=self.scene.clerk(plan), now=now)

    def _rule(self, later: ProjectPlan, now: datetime) -> None:
        clash = _clash_of(later)
        rule_clash(clash.pk, outcome=ClashOutcome.NOT_SAME, reason=REASON, by=self.scene.office, now=now)

    def _offer(self, plan: ProjectPlan, now: datetime) -> None:
        units = self.scene.places.by_code
        sender, to = units[plan.unit], units[_other_unit(plan, self.scene.places)]
        shares, why = split_between(sender, to, Decimal(40)), "示例：企业选址改在该区"
        transfer_project(project_of(plan).pk, to=to, credits=shares, why=why, by=self.scene.clerk(plan), now=now)


def _clash_of(later: ProjectPlan) -> Clash:
    return Clash.objects.get(later=project_of(later))
