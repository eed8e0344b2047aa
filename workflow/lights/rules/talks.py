"""Stale negotiation (practice.md 3.4, row of Handan: 2 months no progress yellow, 3 red, over 6 removed)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.db.models import Q
from django.utils import timezone

from projects.ledger.stages import Stage
from workflow.lights.colours import RED, YELLOW, Verdict
from workflow.lights.facts import Facts
from workflow.lights.months import months_before
from workflow.lights.rules.base import NOTHING, Rule, number


@dataclass(frozen=True)
class StaleTalks(Rule):
    """在谈 without a sign of life (``Facts.last_word_on``) for so many months. Who reports on a month lives in it."""

    code: ClassVar[str] = "stale_talks"
    label: ClassVar[str] = "在谈无进展"

    yellow_months: int = number("几个月无进展亮黄灯", "个月", 2, most=24)
    red_months: int = number("几个月无进展亮红灯", "个月", 3, most=24)
    out_months: int = number("超过几个月无进展列入拟退库", "个月", 6, most=36)

    def judge(self, facts: Facts) -> Verdict | None:
        if facts.stage != Stage.NEGOTIATING:
            return None
        for colour, months in ((RED, self.red_months), (YELLOW, self.yellow_months)):
            if months and facts.last_word_on <= months_before(facts.on, months):
                out = "，拟退库" if self.proposes_withdrawal(facts) else ""
                return Verdict(colour, f"在谈自{facts.last_word_on}起无进展，已满{months}个月{out}")
        return None

    def lit(self, colour: str, on: date) -> Q:
        months = self.red_months if colour == RED else self.yellow_months or self.red_months
        return silent_talks(months_before(on, months)) if months else NOTHING

    def proposes_withdrawal(self, facts: Facts) -> bool:
        """Silent for longer than the months after which a negotiation is put forward for 退库."""
        silent = facts.stage == Stage.NEGOTIATING and bool(self.out_months)
        return silent and facts.last_word_on < months_before(facts.on, self.out_months)

    def out(self, on: date) -> Q:
        """``proposes_withdrawal``, told to the database."""
        last = months_before(on, self.out_months) - timedelta(days=1)
        return silent_talks(last) if self.out_months else NOTHING


def silent_talks(day: date) -> Q:
    """Negotiations whose last sign of life was on ``day`` or earlier."""
    return Q(stage=Stage.NEGOTIATING) & silent_until(day)


def silent_until(day: date) -> Q:
    """Projects whose last sign of life was on ``day`` or earlier: ``Facts.last_word_on``, told to the database."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    unreported = Q(reported_to__isnull=True) | Q(reported_to__lte=day)
    return Q(negotiating_on__lte=day, created_at__lt=midnight) & unreported
