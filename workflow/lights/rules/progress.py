"""Progress behind 序时进度 (domain.md 3 and 6; practice.md 3.4, rows of Yinchuan and Sanya)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from django.db.models import ExpressionWrapper, F, FloatField, Q, Value
from django.db.models.functions import Cast, Coalesce, Round
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from projects.ledger.stages import Stage
from workflow.lights.colours import RED, YELLOW, Verdict
from workflow.lights.facts import Facts
from workflow.lights.rules.base import NOTHING, Rule, number

_UNITS_A_WAN = 10_000  # amounts carry four decimals: in these units the database calculates exactly
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class BehindSchedule(Rule):
    """Started, and of the year's plan less is done than the days of the year that have passed, both ends included.

    In percentage points (银川), or with ``relative`` in per cent of what should have been done by then (三亚). At
    ``yellow_percent`` or more behind yellow, over ``red_percent`` red. ``yellow_percent`` 0: any shortfall is yellow.
    Without a plan for the year, or without any figure in a report, nothing is said.
    """

    code: ClassVar[str] = "behind_schedule"
    label: ClassVar[str] = "落后序时进度"

    on_watch: int = number("用这条规则（1 用，0 不用）", "", 1, most=1)
    yellow_percent: int = number("落后多少起亮黄灯（含）", "百分点", 10, most=100)
    red_percent: int = number("落后超过多少亮红灯", "百分点", 30, least=1, most=100)
    relative: int = number("按应完成额的比例计（1 是，0 按百分点）", "", 0, most=1)

    def judge(self, facts: Facts) -> Verdict | None:
        plan, done = facts.year_plan_wan, facts.done_wan
        if not self.on_watch or facts.stage != Stage.STARTED or not plan or done is None:
            return None
        elapsed, total = days_of_year(facts.on)
        this_year = done - (facts.done_before_wan or Decimal(0))
        short = 100 * (plan * elapsed - this_year * total)
        whole = plan * (elapsed if self.relative else total)
        if short <= 0 or short < self.yellow_percent * whole:
            return None
        colour = RED if short > self.red_percent * whole else YELLOW
        return Verdict(colour, self._said(this_year, plan, Decimal(100 * elapsed) / total, short / whole))

    def _said(self, done: Decimal, plan: Decimal, expected: Decimal, behind: Decimal) -> str:
        percent = f"完成年度计划投资的{_shown(100 * done / plan)}%，序时进度{_shown(expected)}%"
        how = "比应完成额少{}%" if self.relative else "落后{}个百分点"
        return f"{percent}，{how.format(_shown(behind))}"

    def lit(self, colour: str, on: date) -> Q:
        if not self.on_watch:
            return NOTHING
        elapsed, total = days_of_year(on)
        plan = _units("year_plan_wan")
        done = _units("done_wan") - Coalesce(_units("done_before_wan"), Value(0.0))
        short = ExpressionWrapper((plan * elapsed - done * total) * 100, output_field=FloatField())
        limit = self.red_percent if colour == RED else self.yellow_percent
        whole = ExpressionWrapper(plan * ((elapsed if self.relative else total) * limit), output_field=FloatField())
        beyond = GreaterThan if colour == RED or not limit else GreaterThanOrEqual
        return Q(stage=Stage.STARTED, year_plan_wan__gt=0, done_wan__isnull=False) & Q(beyond(short, whole))


def days_of_year(on: date) -> tuple[int, int]:
    """Days of the year that have passed with ``on``, and all of them."""
    return on.timetuple().tm_yday, date(on.year, 12, 31).timetuple().tm_yday


def _shown(number: Decimal) -> Decimal:
    return number.quantize(_TENTH, ROUND_HALF_UP)


def _units(name: str) -> Any:
    return Round(Cast(F(name), FloatField()) * _UNITS_A_WAN)
