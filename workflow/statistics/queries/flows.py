"""Flows: what happened in a period."""

from __future__ import annotations

from dataclasses import dataclass

from projects.people.models import Officer
from workflow.statistics.arithmetic import YearOnYear
from workflow.statistics.figures import Figure
from workflow.statistics.filters import Filters
from workflow.statistics.terms import Dimension, Measure, Moment, Period


def flow(
    officer: Officer,
    *,
    step: str,
    period: Period,
    moment: Moment,
    filters: Filters = Filters(),
    measure: Measure = Measure.TOTAL_WAN,
    by: Dimension | None = None,
) -> Figure:
    """Number and money of the projects that took ``step`` (a ``STAGE_STEPS``) in ``period``, by ``moment.as_of``.

    Count once: a step that was revoked as far as known does not count; taken again it counts on its later day.
    Money is the event's own snapshot with the corrections known and the reductions in force; an increase is an event of
    ``sign`` on its own day with its increment (万元) and number 0. Measures: ``TOTAL_WAN``, ``FIXED_WAN``; ``Invalid``
    for another. One statement (and one each for the unit and for labels).
    """
    raise NotImplementedError


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
    filters: Filters = Filters(),
    measure: Measure = Measure.TOTAL_WAN,
    by: Dimension | None = None,
) -> Compared:
    """``flow`` beside that of the same days of last year, as of the same day of last year, known at the same instant."""
    raise NotImplementedError
