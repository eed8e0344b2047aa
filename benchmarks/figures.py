"""Figures against hand-written statements for the same answers: as of now, and for any day as known at any instant.

Each floor says in one statement what the figure says, rules of counting included (domain.md 3), for somebody who sees
the whole city. Both answers are compared before either is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection

from benchmarks.figures_load import fill
from benchmarks.figures_sql import COHORT, COHORT_NOW, FLOW, FUNNEL, FUNNEL_NOW, TIERS
from benchmarks.ratio import Ratio, compare
from projects.ledger.stages import STAGES, Stage, Step
from projects.people.models import Officer
from tests.factories import SHANGHAI, City
from workflow.statistics import queries
from workflow.statistics.figures import Over, Question
from workflow.statistics.filters import Filters
from workflow.statistics.terms import Moment, Period

NOW = datetime(2027, 9, 1, 9, tzinfo=SHANGHAI)
"""After everything that was recorded."""
THEN = Moment(date(2025, 8, 31), datetime(2025, 9, 3, 9, tzinfo=SHANGHAI))
LEAST = Decimal(10_000)
LEVELS = tuple(Decimal(one) for one in (10_000, 100_000, 200_000, 500_000, 1_000_000))
OF_NOW, OF_THEN = 1 / 1.3, 1 / 2
"""Goals of performance.md as floor ÷ ours."""
Answer = Callable[[], Any]


@dataclass(frozen=True)
class Case:
    """One figure. ``ours`` and ``raw`` return the same plain answer."""

    name: str
    ours: Answer
    raw: Answer
    goal: float


def measure(city: City, rounds: int, projects: int) -> list[Ratio]:
    """Fill that city with so many projects, then time every case."""
    fill(city, projects)
    return [timed(case, rounds, projects) for case in cases(city.dispatcher)]


def timed(case: Case, rounds: int, projects: int) -> Ratio:
    """The two answers, compared once and then taken in turns."""
    ours, raw = case.ours(), case.raw()
    assert ours == raw, (case.name, ours, raw)
    work = f"{case.name}, {projects:,} projects ({connection.vendor})"
    return compare(work, "one hand-written statement", [(case.ours, case.raw)] * rounds, goal=case.goal)


def cases(officer: Officer) -> list[Case]:
    """Funnel, flow, cohort and tiers, now and then."""
    return [
        case
        for moment, word, goal in ((Moment.asked(now=NOW), "as of now", OF_NOW), (THEN, "as of and as known", OF_THEN))
        for case in _at(officer, moment, word, goal)
    ]


def _at(officer: Officer, moment: Moment, word: str, goal: float) -> list[Case]:
    year = date(2026 if moment.is_latest else 2025, 1, 1)
    period = Period(year, min(year.replace(month=12, day=31), moment.as_of))
    earlier = Period(year.replace(year=year.year - 2), year.replace(year=year.year - 2, month=12, day=31))
    asked = [
        ("funnel", partial(funnel, officer, moment), FUNNEL_NOW if moment.is_latest else FUNNEL, _by_stage, {}),
        ("flow", partial(flow, officer, moment, period), FLOW, _one, _days(period) | {"least": LEAST}),
        ("cohort", partial(cohort, officer, moment, earlier), COHORT_NOW if moment.is_latest else COHORT, _one,
         _days(earlier)),
        ("tiers", partial(tiers, officer, moment, period), TIERS, _one, _days(period)),
    ]  # fmt: skip
    values = _moment(moment) | {"path": f"{officer.scope_root.path}%" if officer.scope_root else "%"}
    return [
        Case(f"{name} {word}", ours, partial(_answer, sql, values | own, shape), goal)
        for name, ours, sql, shape, own in asked
    ]


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "as_of": connection.ops.adapt_datefield_value(moment.as_of),
        "known_at": connection.ops.adapt_datetimefield_value(moment.known_at),
    }


def _days(period: Period) -> dict[str, Any]:
    return {
        "first": connection.ops.adapt_datefield_value(period.from_on),
        "last": connection.ops.adapt_datefield_value(period.to_on),
    }


def _answer(sql: str, values: dict[str, Any], shape: Callable[[list[Any]], Any]) -> Any:
    given = {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return shape(cursor.fetchall())


def _money(amount: Any) -> Decimal:
    return Decimal(str(amount or 0)).quantize(Decimal("0.01"))


def _one(rows: list[Any]) -> Any:
    """One row of numbers."""
    return [_money(one) for one in rows[0]]


def _by_stage(rows: list[Any]) -> Any:
    return sorted((stage, standing, number, _money(amount)) for stage, standing, number, amount in rows)


def funnel(officer: Officer, moment: Moment) -> Any:
    """Stage, standing, number, money."""
    found = queries.funnel(officer, moment=moment)
    return sorted((one.stage, one.standing, one.count, _money(one.amount)) for one in found.cells)


def flow(officer: Officer, moment: Moment, period: Period) -> Any:
    """Newly signed projects of 亿元以上 in a year."""
    filters = Filters(min_total_wan=LEAST)
    found = queries.flow(officer, step=Step.SIGN, period=period, moment=moment, filters=filters).total
    return [_money(found.count), _money(found.amount)]


def cohort(officer: Officer, moment: Moment, entered: Period) -> Any:
    """The signings of a year and how far they have come."""
    found = queries.cohort(officer, moment=moment, entered=entered)
    reached = [found.rates[stage].reached for stage in STAGES[STAGES.index(Stage.REGISTERED) :]]
    return [_money(one) for one in (found.size, found.amount, *reached)]


def tiers(officer: Officer, moment: Moment, period: Period) -> Any:
    """The signings of a year by size: number and money of each exclusive band, from the lowest."""
    question = Question(Over.FLOW, moment, step=Step.SIGN, period=period)
    found = queries.tiers(officer, thresholds_wan=LEVELS, of=question)
    return [_money(value) for one in found.exclusive for value in (one.count, one.amount)]
