"""What the page was asked, as values. Pure; the form reads it from an address, the answers are built from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import models

from projects.ledger.stages import Stage, Step
from workflow.statistics.filters import Filters
from workflow.statistics.terms import Measure, Moment, Period
from workflow.statistics.wording import threshold_name

STOCK = "stock"


class What(models.TextChoices):
    """What kind of figure."""

    FLOW = "flow", "期间新增"
    FUNNEL = "funnel", "现有项目"
    COHORT = "cohort", "同批项目进展率"
    TIERS = "tiers", "投资规模分档"
    DURATIONS = "durations", "阶段用时"
    CONVERSIONS = "conversions", "逐月转化"
    ARRIVED = "arrived", "到位资金"
    PLANS = "plans", "年度计划投资"


HINTS: dict[str, str] = {
    What.FLOW: "一段时间内新签约、新注册、新开工或新投产的项目；各节点是不同的项目，相互不能相除",
    What.FUNNEL: "到截至日期为止在各阶段的项目",
    What.COHORT: "同一批项目（这段时间签约的，或某个标签的）中，到截至日期已走到后面阶段的比率",
    What.TIERS: "按投资规模分档：含本数的“以上”各档，和互不重叠的区间",
    What.DURATIONS: "从一个阶段到下一个阶段用了多少天，仍在等待的一并计算",
    What.CONVERSIONS: "逐月看进入的项目后来有多少走到后面的阶段",
    What.ARRIVED: "已核实的到位资金，按资金来源分列",
    What.PLANS: "项目填报的年度计划投资",
}


class Rows(models.TextChoices):
    """By what the lines of the table are."""

    NONE = "", "不分组"
    UNIT = "unit", "县区、园区"
    UNIT_OWN = "unit_own", "具体单位"
    INDUSTRY = "industry", "行业门类"
    DIVISION = "division", "行业大类"
    CHAIN = "chain", "产业链"
    TIER = "tier", "投资规模"
    CHANNEL = "channel", "招商方式"
    ORIGIN = "origin", "来源地"
    TAG = "tag", "标签"
    CHIEF = "chief", "首席责任人"
    MONTH = "month", "月份"


class Across(models.TextChoices):
    """By what the columns of a flow are."""

    NONE = "", "规模与同比"
    STEP = "step", "四个节点"
    MONTH = "month", "月份"
    TIER = "tier", "投资规模（以上）"


STEPS: tuple[tuple[str, str], ...] = (
    (Step.SIGN, "新签约"),
    (Step.REGISTER, "新注册"),
    (Step.START, "新开工"),
    (Step.PRODUCE, "新投产"),
)


@dataclass(frozen=True)
class Ask:
    """One question of the page. Thresholds in 万元; ``filters`` bear the first one as their least amount.

    ``period`` ends with ``moment.as_of`` at the latest. ``place``: what a bulletin calls the whole (全市, 鸠江区).
    ``year``: of the reader, to name periods by. ``step`` is ``STOCK`` for tiers of what there is.
    """

    what: str
    moment: Moment
    period: Period
    place: str
    year: int
    step: str = Step.SIGN
    measure: Measure = Measure.TOTAL_WAN
    filters: Filters = field(default_factory=Filters)
    also_wan: tuple[Decimal, ...] = ()
    rows: str = Rows.NONE
    across: str = Across.NONE
    compares: bool = False
    from_stage: str = Stage.SIGNED
    to_stage: str = Stage.STARTED
    depth: int = 1
    """Depth in the tree of units to which the lines by unit are summed up."""

    @property
    def threshold(self) -> str:
        """亿元以上, 5亿美元以上, or nothing."""
        told = [threshold_name(self.filters.min_total_wan)]
        told.append(threshold_name(self.filters.min_foreign_wan, self.filters.foreign_currency))
        return "、".join(filter(None, told))

    @property
    def later_wan(self) -> tuple[Decimal, ...]:
        """Further thresholds above the first, ascending."""
        least = self.filters.min_total_wan or Decimal(0)
        return tuple(sorted({one for one in self.also_wan if one > least}))

    def narrowed(self, **filters: Any) -> Ask:
        """With further filters."""
        return replace(self, filters=replace(self.filters, **filters))
