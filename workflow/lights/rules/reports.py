"""Progress report not sent (practice.md 5.1: key projects monthly, by a day of the next month)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db.models import Q

from projects.ledger.stages import Stage
from workflow.lights.colours import RED, YELLOW, Verdict
from workflow.lights.facts import Facts
from workflow.lights.months import month_start
from workflow.lights.rules.base import NOTHING, Rule, number
from workflow.lights.rules.talks import silent_until

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReportMissing(Rule):
    """So many months running without a report, of those whose day has passed. Weekly reports count for their month.

    A month in which the project became known is not asked for. Projects in production report no more.
    """

    code: ClassVar[str] = "report_missing"
    label: ClassVar[str] = "进展未报"

    due_day: int = number("每月几日前报上月进展", "日", 5, least=1, most=28)
    yellow_months: int = number("连续几个月未报亮黄灯", "个月", 0, most=12)
    red_months: int = number("连续几个月未报亮红灯", "个月", 0, most=12)

    def judge(self, facts: Facts) -> Verdict | None:
        if facts.stage == Stage.PRODUCING:
            return None
        for colour, months in ((RED, self.red_months), (YELLOW, self.yellow_months)):
            if months and facts.last_word_on < self._asked_since(facts.on, months):
                first = self._asked_since(facts.on, months)
                return Verdict(colour, f"{first:%Y-%m}起连续{months}个月未报进展")
        return None

    def lit(self, colour: str, on: date) -> Q:
        months = self.red_months if colour == RED else self.yellow_months or self.red_months
        silent = silent_until(self._asked_since(on, months) - _ONE_DAY) if months else NOTHING
        return silent & ~Q(stage=Stage.PRODUCING)

    def _asked_since(self, on: date, months: int) -> date:
        """The first day of the earliest of the last so many months whose reports are overdue."""
        return month_start(on, months if on.day > self.due_day else months + 1)
