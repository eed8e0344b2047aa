"""Stage clock: so many days from one stage to the next (domain.md 6). The one place where these limits stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar

from django.db.models import Q

from projects.ledger.stages import STAGES, Stage
from workflow.lights.colours import RED, YELLOW, Verdict
from workflow.lights.facts import Facts
from workflow.lights.rules.base import NOTHING, Rule, number

_CLOCKS = (
    (Stage.NEGOTIATING, "sign_days", "开始洽谈", "签约"),
    (Stage.SIGNED, "register_days", "签约", "注册"),
    (Stage.REGISTERED, "start_days", "注册", "开工"),
    (Stage.STARTED, "produce_days", "开工", "投产"),
)
"""Stage, its limit, what began the clock, what ends it."""
_BEFORE: dict[str, str] = dict(pairwise(reversed(STAGES)))
_LIMIT_IN: dict[str, str] = {stage: name for stage, name, _, _ in _CLOCKS}


@dataclass(frozen=True)
class StageClock(Rule):
    """The day after the limit is yellow; ``late_days`` more and it is red. A limit of 0 runs no clock.

    No source gives a number: every preset leaves it to the city.
    """

    code: ClassVar[str] = "stage_clock"
    label: ClassVar[str] = "阶段时限"

    sign_days: int = number("开始洽谈后几天内应签约", "天", 0, most=1460)
    register_days: int = number("签约后几天内应注册", "天", 0, most=730)
    start_days: int = number("注册后几天内应开工", "天", 0, most=1460)
    produce_days: int = number("开工后几天内应投产", "天", 0, most=2190)
    late_days: int = number("超过时限再过几天亮红灯", "天", 30, most=365)

    def limit_to(self, stage: str) -> int:
        """Calendar days allowed for reaching ``stage`` from the one before; 0: no limit."""
        limit: int = getattr(self, _LIMIT_IN[_BEFORE[stage]])
        return limit

    def judge(self, facts: Facts) -> Verdict | None:
        for stage, name, reached, ahead in _CLOCKS:
            limit, since = getattr(self, name), getattr(facts, f"{stage}_on")
            if limit and facts.stage == stage and since is not None:
                over = (facts.on - since).days - limit
                colour = RED if self.late_days and over > self.late_days else YELLOW
                said = f"{since}{reached}，应在{limit}天内{ahead}，已超{over}天"
                return Verdict(colour, said) if over > 0 else None
        return None

    def lit(self, colour: str, on: date) -> Q:
        found = NOTHING
        if colour == RED and not self.late_days:
            return found
        for stage, name, _, _ in _CLOCKS:
            limit = getattr(self, name)
            days = limit + (self.late_days if colour == RED else 0)
            if limit:
                found |= Q(stage=stage, **{f"{stage}_on__lt": on - timedelta(days=days)})
        return found
