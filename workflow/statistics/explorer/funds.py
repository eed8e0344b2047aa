"""Money that arrived, and money that is planned."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from projects.funds.kinds import Origin
from projects.people.models import Officer
from workflow.statistics import queries
from workflow.statistics.explorer.asks import Ask, Rows
from workflow.statistics.explorer.bars import Bar, scaled
from workflow.statistics.explorer.lines import dimension_of
from workflow.statistics.explorer.tables import Answer, Column, Form, Line, count_of, form_of
from workflow.statistics.explorer.tables import money_of as money
from workflow.statistics.explorer.words import money_title, period_of, title_of
from workflow.statistics.figures import Cell, Figure
from workflow.statistics.sentences import arrived_sentence, foreign_sentence, planned_sentence
from workflow.statistics.terms import Measure

SHORT: dict[str, str] = {Origin.OUTSIDE_CITY: "市外"}
"""As a bulletin says it: 市外资金."""


def arrived_answer(ask: Ask, officer: Officer) -> Answer:
    """Number of arrivals and their money, by origin of the money unless other lines are asked for."""
    asked = ask if ask.rows else replace(ask, rows=Rows.ORIGIN)
    found = queries.arrived(
        officer,
        period=ask.period,
        moment=ask.moment,
        filters=ask.filters,
        measure=ask.measure,
        by=dimension_of(asked),
    )
    return _answer(asked, found, sentence=_arrived_words(asked, found), count="笔数")


def _arrived_words(ask: Ask, found: Figure) -> str:
    whole = found.total.amount or Decimal(0)
    if ask.measure == Measure.FOREIGN_USD:
        return foreign_sentence(period_of(ask), ask.place, whole)
    parts = [(_short(cell), cell.amount or Decimal(0)) for cell in found.cells] if ask.rows == Rows.ORIGIN else []
    return arrived_sentence(period_of(ask), ask.place, parts, whole_wan=whole)


def _short(cell: Cell) -> str:
    return SHORT.get(cell.key or "", cell.label.removesuffix("资金"))


def plans_answer(ask: Ask, officer: Officer) -> Answer:
    """年度计划投资 of the year in which the period begins."""
    year = ask.period.from_on.year
    found = queries.plans(officer, year=year, moment=ask.moment, filters=ask.filters, by=dimension_of(ask))
    said = planned_sentence(year, ask.place, found.total.count, found.total.amount or Decimal(0))
    return _answer(ask, found, sentence=said, count="项目数")


def _answer(ask: Ask, found: Figure, *, sentence: str, count: str) -> Answer:
    measure = found.question.measure
    lines = [Line("合计", (count_of(found.total), money(found.total, measure)), is_total=True)]
    lines += [Line(one.label, (count_of(one), money(one, measure)), key=one.key) for one in found.cells]
    bars = [
        Bar(one.label, one.amount or Decimal(0), tone="producing", is_wan=form_of(measure) == Form.YI)
        for one in found.cells
    ]
    return Answer(
        title=title_of(ask),
        label=str(Rows(ask.rows).label) if ask.rows else "范围",
        columns=(Column(count), Column(money_title(measure), form_of(measure))),
        lines=tuple(lines),
        sentences=(sentence,),
        notes=("一笔可以同时列在几行，各行相加会大于合计。",) if found.overlaps else (),
        bars=tuple(scaled(bars)),
        bars_title=money_title(measure),
        figure=found.total.figure,
    )
