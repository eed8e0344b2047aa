"""Cohorts: one list of projects, and how far it has come. The only figures that may be called a rate (domain.md 3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import TruncMonth

from projects.ledger.stages import STAGES, Stage
from projects.people.models import Officer
from workflow.statistics.arithmetic import percent
from workflow.statistics.figures import Cohort, ConversionLine, Conversions, Over, Question, Rate, SpanState
from workflow.statistics.filters import EVERY, Filters
from workflow.statistics.keys import encode
from workflow.statistics.queries.adding import exact
from workflow.statistics.queries.lines import LOST, Lines, members
from workflow.statistics.queries.narrowing import Sieve
from workflow.statistics.terms import By, Dimension, Measure, Moment, Period


def cohort(
    officer: Officer,
    *,
    moment: Moment,
    entered: Period | None = None,
    stage: str = Stage.SIGNED,
    filters: Filters = EVERY,
    measure: Measure = Measure.TOTAL_WAN,
) -> Cohort:
    """The projects that entered ``stage`` in the days ``entered`` (None: ever), and which later stages they reached.

    A list of an event is ``filters.projects``, one of a campaign ``filters.tag``. A step that is known to be revoked
    neither makes a member nor counts as reached. Members keep their place whatever became of their standing. Money is
    that of the event (of 在谈: of the day). One statement.
    """
    question = Question(Over.COHORT, moment, filters, measure, period=entered, stages=(str(stage),))
    found = members(Sieve(officer, filters), question)
    one = found.rows.order_by().annotate(part=Value("")).values("part")  # one group: aggregate() would nest the query
    sums = one.annotate(size=Count("pk"), sum=Sum("money"), **_reached(found, stage)).get()
    rates = {one: _rate(question, one, sums[one], sums["size"]) for one in _later(stage)}
    return Cohort(question, sums["size"], exact(sums["sum"]), encode(question), rates)


def _later(stage: str) -> tuple[str, ...]:
    return STAGES[STAGES.index(stage) + 1 :]


def _reached(lines: Lines, stage: str) -> dict[str, Count]:
    return {one: Count("pk", filter=lines.ground.reached(one)) for one in _later(stage)}


def _rate(question: Question, stage: str, reached: int, size: int) -> Rate:
    return Rate(stage, reached, size, percent(reached, size), encode(replace(question, reached=stage)))


def conversions(
    officer: Officer,
    *,
    moment: Moment,
    entered: Period,
    stage: str = Stage.SIGNED,
    filters: Filters = EVERY,
) -> Conversions:
    """``cohort`` month by month of entering: how many of each month reached each later stage, or left for good.

    ``left``: terminated or withdrawn at the moment, wherever they had come to. Months without a project are left out.
    One statement.
    """
    by = Dimension(By.MONTH)
    question = Question(Over.COHORT, moment, filters, period=entered, stages=(str(stage),), by=by)
    found = members(Sieve(officer, filters), question)
    rows = found.rows.alias(standing_then=found.ground.standing()).annotate(month=TruncMonth("day"))
    lost = Count("pk", filter=Q(standing_then__in=LOST))
    grouped = rows.values("month").annotate(size=Count("pk"), left=lost, **_reached(found, stage)).order_by("month")
    whole: dict[str, int] = defaultdict(int)
    lines = []
    for row in grouped:
        month = row.pop("month")
        for name, number in row.items():
            whole[name] += number
        lines.append(_line(question.narrowed(f"{month:%Y-%m}"), stage, month, row))
    total = _line(replace(question, by=None), stage, entered.from_on, whole) if lines else None
    return Conversions(question, tuple(lines), total)


def _line(question: Question, stage: str, month: date, row: dict[str, Any]) -> ConversionLine:
    rates = {one: _rate(question, one, row[one], row["size"]) for one in _later(stage)}
    left_figure = encode(replace(question, state=SpanState.LEFT))
    return ConversionLine(month, row["size"], encode(question), rates, row["left"], left_figure)
