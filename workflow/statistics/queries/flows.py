"""Flows: what happened in a period."""

from __future__ import annotations

from dataclasses import dataclass

from projects.people.models import Officer
from workflow.statistics.arithmetic import YearOnYear
from workflow.statistics.arithmetic import year_on_year as compare
from workflow.statistics.figures import Figure, Over, Question
from workflow.statistics.filters import EVERY, Filters
from workflow.statistics.queries.adding import figure
from workflow.statistics.terms import Dimension, Measure, Moment, Period


def flow(
    officer: Officer,
    *,
    step: str,
    period: Period,
    moment: Moment,
    filters: Filters = EVERY,
    measure: Measure = Measure.TOTAL_WAN,
    by: Dimension | None = None,
) -> Figure:
    """Number and money of the projects that took ``step`` (a ``STAGE_STEPS``) in ``period``, by ``moment.as_of``.

    Count once: a step that was revoked as far as known does not count; taken again it counts on its later day.
    Money is the event's own snapshot with the corrections known and the reductions in force; an increase is an event of
    ``sign`` on its own day with its increment (万元) and number 0. Measures: ``TOTAL_WAN``, ``FIXED_WAN``; ``Invalid``
    for another. One statement (and one each for the unit and for labels).
    """
    return figure(officer, Question(Over.FLOW, moment, filters, measure, by, step=step, period=period))


@dataclass(frozen=True)
class Compared:
    """A figure, the same of last year, and the two compared, number and money."""

    now: Figure
    then: Figure
    count: YearOnYear
    amount: YearOnYear


def year_on_year(
    officer: Officer,
    *,
    step: str,
    period: Period,
    moment: Moment,
    filters: Filters = EVERY,
    measure: Measure = Measure.TOTAL_WAN,
    by: Dimension | None = None,
) -> Compared:
    """``flow`` beside the same days of last year, as of the same day of last year, known at the same instant."""
    now = flow(officer, step=step, period=period, moment=moment, filters=filters, measure=measure, by=by)
    then = flow(
        officer,
        step=step,
        period=period.a_year_before(),
        moment=moment.a_year_before(),
        filters=filters,
        measure=measure,
        by=by,
    )
    return compared(now, then)


def compared(now: Figure, then: Figure) -> Compared:
    """Two figures of the same kind, the totals compared."""
    count = compare(now.total.count, then.total.count)
    return Compared(now, then, count, compare(now.total.amount or 0, then.total.amount or 0))
