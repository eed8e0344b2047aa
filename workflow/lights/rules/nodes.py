"""Planned node late (domain.md 6; practice.md 3.4, rows of Yinchuan and the default ladder)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, ClassVar

from django.db.models import Q

from projects.ledger.stages import STAGES, Stage, planned_field_of
from workflow.lights.colours import RED, YELLOW, Verdict
from workflow.lights.facts import Facts
from workflow.lights.months import month_start
from workflow.lights.rules.base import NOTHING, Rule, number

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NodeLate(Rule):
    """The next stage is late against its planned day: by calendar days, or by month ends that have passed.

    ``red_months`` = 3 is 银川's "3 consecutive months late": planned for March, red from the first of June.
    """

    code: ClassVar[str] = "node_late"
    label: ClassVar[str] = "计划节点延期"

    yellow_days: int = number("延期几天起亮黄灯", "天", 1, most=365)
    red_days: int = number("延期几天起亮红灯", "天", 31, most=730)
    red_months: int = number("连续几个月末未完成亮红灯", "个月", 0, most=24)

    def judge(self, facts: Facts) -> Verdict | None:
        planned = facts.planned_on
        if planned is None:
            return None
        colour = next((one for one in (RED, YELLOW) if any(planned <= day for day in self._until(one, facts.on))), "")
        event = str(Stage(facts.next_stage).label).removeprefix("已")
        late = (facts.on - planned).days
        return Verdict(colour, f"计划{event}日期{planned}，已迟{late}天") if colour else None

    def lit(self, colour: str, on: date) -> Q:
        late = NOTHING
        for day in {day for one in {colour, RED} for day in self._until(one, on)}:
            for stage, following in pairwise(STAGES):
                late |= Q(stage=stage, **{f"{planned_field_of(following)}__lte": day})
        return late

    def _until(self, colour: str, on: date) -> list[date]:
        """A node planned for one of these days or earlier has this colour ``on`` that day."""
        days = self.red_days if colour == RED else self.yellow_days
        found = [on - timedelta(days=days)] if days else []
        if colour == RED and self.red_months:
            found.append(month_start(on, self.red_months - 1) - _ONE_DAY)
        return found


def days_late(project: Any, *, on: date) -> int:
    """Days since the next planned node should have been reached; 0 when in time or not planned."""
    position = STAGES.index(project.stage) + 1
    planned = getattr(project, planned_field_of(STAGES[position])) if position < len(STAGES) else None
    return max((on - planned).days, 0) if planned else 0
