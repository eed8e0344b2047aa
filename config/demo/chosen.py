"""The two dozen projects whose files are filled in depth: the named ones of the home city, and some invented ones.

Good news may be shown on either, always marked 示例. What looks bad on a firm (a problem, a return, silence, a clash)
is told of invented ones alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from config.demo.places import Places
from config.demo.plans import SHANGHAI, ClaimPlan, DirectPlan, EditPlan, Move, ProjectPlan
from config.demo.population import HOME_CITY
from config.demo.population import TAG as INVENTED
from config.demo.published import TAG as PUBLISHED
from projects.ledger.stages import STAGE_STEPS, STAGES, Stage
from workflow.steps.models import ClaimState

MOST_INVENTED = 14
KNOWN_FOR, UNMOVED_FOR = 130, 22
"""Least days since an invented one was entered, and since its last step, so that there is a quiet past to fill."""
CURRENCIES = (("USD", Decimal("7.1000")), ("HKD", Decimal("0.9100")), ("EUR", Decimal("7.8000")))
"""Currency and sample rate; nobody published these rates."""
RATE_SOURCE = "示例汇率（演示所设，非公布数）"
FOREIGN_PART = Decimal("0.3")


@dataclass(frozen=True)
class Chosen:
    """``real``: named projects of the reports; ``invented``: of all stages, those of one stage never in a row."""

    real: Sequence[ProjectPlan]
    invented: Sequence[ProjectPlan]

    @property
    def all(self) -> list[ProjectPlan]:
        """The real ones first."""
        return [*self.real, *self.invented]

    def landed(self) -> list[ProjectPlan]:
        """Invented ones whose signing was verified."""
        return [plan for plan in self.invented if plan.stage != Stage.NEGOTIATING]

    def building(self) -> list[ProjectPlan]:
        """Invented ones with a project company."""
        return [plan for plan in self.landed() if plan.stage != Stage.SIGNED]


def choose(plans: Iterable[ProjectPlan], places: Places, *, today: date) -> Chosen:
    """The same for the same plans."""
    home = [plan for plan in plans if places.city_of[plan.unit] == HOME_CITY]
    quiet = [plan for plan in home if is_tagged(plan, INVENTED) and _is_quiet(plan, today)]
    return Chosen([plan for plan in home if is_tagged(plan, PUBLISHED)], list(_mixed(quiet))[:MOST_INVENTED])


def is_tagged(plan: ProjectPlan, tag: str) -> bool:
    """Does the project carry this tag from the first day on?"""
    return tag in plan.values["tags"]


def _is_quiet(plan: ProjectPlan, today: date) -> bool:
    """Pursued without a break, known for long, and no step of it lately."""
    steps = [move.at for move in plan.moves if not isinstance(move, EditPlan)]
    last = max([plan.entered_at, *steps]).astimezone(SHANGHAI).date()
    entered = plan.entered_at.astimezone(SHANGHAI).date()
    is_old = entered <= today - timedelta(days=KNOWN_FOR) and last <= today - timedelta(days=UNMOVED_FOR)
    return is_old and all(_is_plain(move) for move in plan.moves)


def _is_plain(move: Move) -> bool:
    """Nothing that stops the project, sends it back or waits for an answer."""
    if isinstance(move, ClaimPlan):
        return move.outcome == ClaimState.APPROVED and move.step in STAGE_STEPS
    return not isinstance(move, DirectPlan)


def _mixed(plans: Sequence[ProjectPlan]) -> Iterator[ProjectPlan]:
    """One of each stage in turn, the later stages first."""
    by_stage = [[plan for plan in plans if plan.stage == stage] for stage in reversed(STAGES)]
    for row in zip_longest(*by_stage):
        yield from (plan for plan in row if plan is not None)


def with_foreign_money(plans: Sequence[ProjectPlan], places: Places, *, today: date) -> list[ProjectPlan]:
    """Three of the invented ones are invested in foreign money from the first day on."""
    chosen = choose(plans, places, today=today).invented
    money = {plan.name: _foreign(plan, *kind) for plan, kind in zip(chosen, CURRENCIES, strict=False)}
    return [replace(plan, values={**plan.values, **money.get(plan.name, {})}) for plan in plans]


def _foreign(plan: ProjectPlan, currency: str, rate: Decimal) -> dict[str, Any]:
    total: Decimal = plan.values["total_investment_wan"]
    return {
        "foreign_currency": currency,
        "foreign_amount_wan": (total * FOREIGN_PART / rate).quantize(Decimal(1)),
        "foreign_rate": rate,
        "foreign_rate_on": plan.entered_at.astimezone(SHANGHAI).date(),
        "foreign_rate_source": RATE_SOURCE,
    }
