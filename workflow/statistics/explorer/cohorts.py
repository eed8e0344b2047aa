"""How far one list of projects has come: the only figures that are called a rate."""

from __future__ import annotations

from decimal import Decimal

from projects.ledger.stages import STAGES, Stage
from projects.people.models import Officer
from workflow.statistics import queries
from workflow.statistics.explorer.asks import Ask
from workflow.statistics.explorer.bars import Bar, scaled
from workflow.statistics.explorer.tables import Answer, Column, Form, Line, Number
from workflow.statistics.explorer.units import notes_of, parts_of
from workflow.statistics.explorer.words import cohort_name, day_of, money_title, rate_name, title_of
from workflow.statistics.figures import Cohort, ConversionLine, Rate
from workflow.statistics.sentences import cohort_sentence


def cohort_answer(ask: Ask, officer: Officer) -> Answer:
    """Size, and number and rate of every later stage; split by unit where asked."""
    whole = _cohort(ask, officer)
    stages = _later(ask.from_stage)
    columns: list[Column] = [Column("项目数"), Column(money_title(ask.measure), Form.YI)]
    for stage in stages:
        columns += [Column(f"{Stage(stage).label}（个）"), Column(rate_name(stage), Form.PERCENT)]
    lines = [Line("合计", _numbers(whole, stages), is_total=True)]
    lines += [
        Line(part.label, _numbers(_cohort(part.ask, officer), stages), key=part.key) for part in parts_of(ask, officer)
    ]
    reached = {stage: whole.rates[stage].reached for stage in stages if stage in whole.rates}
    bars = [Bar("合计", whole.size, tone=ask.from_stage)]
    bars += [Bar(str(Stage(stage).label), count, tone=stage) for stage, count in reached.items()]
    return Answer(
        title=title_of(ask),
        label="单位" if ask.rows else "范围",
        columns=tuple(columns),
        lines=tuple(lines),
        sentences=(_said(ask, whole.size, reached),),
        notes=("分母是名单里的全部项目，后来缓建、终止的也留在名单里；被撤销认定的不计入。", *notes_of(ask)),
        bars=tuple(scaled(bars)),
        bars_title="走到各阶段的项目个数",
        figure=whole.figure,
    )


def _said(ask: Ask, size: int, reached: dict[str, int]) -> str:
    told = cohort_sentence(cohort_name(ask), size, reached, kind=f"{ask.threshold}项目")
    return f"{day_of(ask)}，{told}"


def _cohort(ask: Ask, officer: Officer) -> Cohort:
    entered = None if ask.filters.tag else ask.period
    return queries.cohort(
        officer, moment=ask.moment, entered=entered, stage=ask.from_stage, filters=ask.filters, measure=ask.measure
    )


def _later(stage: str) -> list[str]:
    return list(STAGES[STAGES.index(stage) + 1 :])


def _numbers(found: Cohort, stages: list[str]) -> tuple[Number, ...]:
    numbers = [Number(found.size, figure=found.figure), Number(found.amount or Decimal(0), Form.YI, found.figure)]
    for stage in stages:
        numbers += rate_numbers(found.rates.get(stage))
    return tuple(numbers)


def rate_numbers(found: Rate | None) -> list[Number]:
    """Number and rate; an empty list has no rate."""
    if found is None:
        return [Number(0), Number(None, Form.PERCENT, note="名单为空")]
    note = "" if found.percent is not None else "名单为空"
    return [Number(found.reached, figure=found.figure), Number(found.percent, Form.PERCENT, found.figure, note)]


def conversions_answer(ask: Ask, officer: Officer) -> Answer:
    """A line for each month of entering."""
    found = queries.conversions(
        officer, moment=ask.moment, entered=ask.period, stage=ask.from_stage, filters=ask.filters
    )
    stages = _later(ask.from_stage)
    columns: list[Column] = [Column("项目数")]
    for stage in stages:
        columns += [Column(f"{Stage(stage).label}（个）"), Column(rate_name(stage), Form.PERCENT)]
    columns.append(Column("已退出（个）"))
    lines = [Line("合计", _conversion(found.total, stages), is_total=True)] if found.total else []
    lines += [Line(f"{one.month.year}年{one.month.month}月", _conversion(one, stages)) for one in found.lines]
    size = found.total.size if found.total else 0
    reached = {stage: found.total.rates[stage].reached for stage in stages} if found.total else {}
    return Answer(
        title=title_of(ask),
        label="月份",
        columns=tuple(columns),
        lines=tuple(lines),
        sentences=(_said(ask, size, reached),),
        notes=("越近的月份，留给项目走到后面阶段的时间越短，不宜直接相比。",),
        bars=tuple(scaled([Bar(f"{one.month.month}月", one.size, tone=ask.from_stage) for one in found.lines])),
        bars_title="各月进入的项目个数",
        figure=found.total.figure if found.total else "",
    )


def _conversion(line: ConversionLine, stages: list[str]) -> tuple[Number, ...]:
    numbers = [Number(line.size, figure=line.figure)]
    for stage in stages:
        numbers += rate_numbers(line.rates.get(stage))
    return (*numbers, Number(line.left, figure=line.left_figure))
