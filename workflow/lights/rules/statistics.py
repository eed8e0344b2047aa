"""Started and not in the statistics library 入统 (practice.md 3.4, row of Yinchuan, 入库)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import Q

from projects.ledger.stages import Stage
from workflow.lights.colours import RED, YELLOW, Verdict
from workflow.lights.facts import Facts
from workflow.lights.months import months_before
from workflow.lights.rules.base import NOTHING, Rule, number


@dataclass(frozen=True)
class NotInStatistics(Rule):
    """So many months after the start without a confirmed 入统: yellow on the day they are full, red once exceeded."""

    code: ClassVar[str] = "not_in_statistics"
    label: ClassVar[str] = "开工未入统"

    yellow_months: int = number("开工满几个月未入统亮黄灯", "个月", 0, most=24)
    red_months: int = number("开工超过几个月未入统亮红灯", "个月", 0, most=24)

    def judge(self, facts: Facts) -> Verdict | None:
        if facts.stage != Stage.STARTED or facts.started_on is None or facts.confirmed_on is not None:
            return None
        said = f"{facts.started_on}开工，至今未入统"
        if self.red_months and facts.started_on < months_before(facts.on, self.red_months):
            return Verdict(RED, said)
        if self.yellow_months and facts.started_on <= months_before(facts.on, self.yellow_months):
            return Verdict(YELLOW, said)
        return None

    def lit(self, colour: str, on: date) -> Q:
        late = NOTHING
        if self.red_months:
            late |= Q(started_on__lt=months_before(on, self.red_months))
        if colour == YELLOW and self.yellow_months:
            late |= Q(started_on__lte=months_before(on, self.yellow_months))
        return Q(stage=Stage.STARTED, confirmed_on__isnull=True) & late
