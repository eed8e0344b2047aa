"""The question that an ask puts to the figures: what is saved under a name, and what is frozen."""

from __future__ import annotations

from dataclasses import replace

from workflow.statistics.explorer.asks import STOCK, Ask, Rows, What
from workflow.statistics.explorer.lines import dimension_of
from workflow.statistics.figures import Over, Question
from workflow.statistics.terms import By, Dimension


def question_of(ask: Ask) -> Question:
    """Its main number with its split."""
    return _MAKERS[What(ask.what)](ask)


def _plain(ask: Ask, over: Over) -> Question:
    return Question(over, ask.moment, ask.filters, ask.measure, dimension_of(ask))


def _flow(ask: Ask) -> Question:
    return replace(_plain(ask, Over.FLOW), step=ask.step, period=ask.period)


def _cohort(ask: Ask) -> Question:
    """Of a tag's list whenever they entered; such a figure has no split of its own."""
    entered = None if ask.filters.tag and ask.what == What.COHORT else ask.period
    return replace(_plain(ask, Over.COHORT), by=None, period=entered, stages=(ask.from_stage,))


def _span(ask: Ask) -> Question:
    return replace(_plain(ask, Over.SPAN), by=None, period=ask.period, stages=(ask.from_stage, ask.to_stage))


def _tiers(ask: Ask) -> Question:
    by = dimension_of(replace(ask, rows=Rows.TIER))
    return replace(_plain(ask, Over.STOCK) if ask.step == STOCK else _flow(ask), by=by)


def _arrivals(ask: Ask) -> Question:
    asked = ask if ask.rows else replace(ask, rows=Rows.ORIGIN)
    return replace(_plain(asked, Over.ARRIVALS), period=ask.period)


_MAKERS = {
    What.FLOW: _flow,
    What.FUNNEL: lambda ask: _plain(ask, Over.STOCK),
    What.COHORT: _cohort,
    What.TIERS: _tiers,
    What.DURATIONS: _span,
    What.CONVERSIONS: lambda ask: replace(_cohort(ask), by=Dimension(By.MONTH)),
    What.ARRIVED: _arrivals,
    What.PLANS: lambda ask: replace(_plain(ask, Over.PLANS), year=ask.period.from_on.year),
}
