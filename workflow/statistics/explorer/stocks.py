"""Where the projects stand, and how large they are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from projects.ledger.stages import STAGES, Stage
from projects.people.models import Officer
from workflow.statistics import queries
from workflow.statistics.explorer.asks import STOCK, Ask, Rows
from workflow.statistics.explorer.bars import Bar, scaled
from workflow.statistics.explorer.lines import dimension_of, tiers_of
from workflow.statistics.explorer.questions import question_of
from workflow.statistics.explorer.tables import Answer, Column, Form, Line, Number, count_of
from workflow.statistics.explorer.tables import money_of as money
from workflow.statistics.explorer.words import day_of, money_title, period_of, title_of
from workflow.statistics.figures import Cell, Funnel, FunnelCell, Question
from workflow.statistics.keys import encode
from workflow.statistics.sentences import NEWLY, funnel_sentence, tiers_sentence


def funnel_answer(ask: Ask, officer: Officer) -> Answer:
    """Stages as columns where there are lines, as lines where there are none."""
    found = queries.funnel(officer, moment=ask.moment, filters=ask.filters, measure=ask.measure, by=dimension_of(ask))
    stages = [(stage, found.stages.get(stage)) for stage in STAGES]
    told = [
        (stage, cell.count, cell.amount or Decimal(0)) if cell else (stage, 0, Decimal(0)) for stage, cell in stages
    ]
    bars = [Bar(str(Stage(stage).label), cell.count if cell else 0, tone=stage) for stage, cell in stages]
    columns, lines = _split(found, ask) if ask.rows else _plain(found, ask)
    return Answer(
        title=title_of(ask),
        label=str(Rows(ask.rows).label) if ask.rows else "阶段",
        columns=columns,
        lines=lines,
        sentences=(funnel_sentence(day_of(ask), ask.place, told, threshold=ask.threshold),),
        notes=("按阶段统计，缓建、终止、退库的项目也在其停下的阶段里；只看在推项目请筛选状态。",)
        if _has_stopped(found)
        else (),
        bars=tuple(scaled(bars)),
        bars_title="项目个数",
        figure=found.total.figure,
    )


def _has_stopped(found: Funnel) -> bool:
    return any(cell.count for standing, cell in found.standings.items() if standing != "active")


def _plain(found: Funnel, ask: Ask) -> tuple[tuple[Column, ...], tuple[Line, ...]]:
    lines = [Line("合计", (count_of(found.total), money(found.total, ask.measure)), is_total=True)]
    for stage in STAGES:
        cell = found.stages.get(stage)
        lines.append(Line(str(Stage(stage).label), (count_of(cell), money(cell, ask.measure)), key=stage))
    return (Column("个数"), Column(money_title(ask.measure), Form.YI)), tuple(lines)


def _split(found: Funnel, ask: Ask) -> tuple[tuple[Column, ...], tuple[Line, ...]]:
    """A column for each stage; standings are summed up."""
    columns = (*(Column(str(Stage(stage).label)) for stage in STAGES), Column("合计"))
    whole = [count_of(found.stages.get(stage)) for stage in STAGES]
    lines = [Line("合计", (*whole, count_of(found.total)), is_total=True)]
    held: dict[str | None, list[FunnelCell]] = {}
    for cell in found.cells:
        held.setdefault(cell.key, []).append(cell)
    lines += [Line(cells[0].label, _stages_of(found.question, key, cells), key=key) for key, cells in held.items()]
    return columns, tuple(lines)


def _stages_of(question: Question, key: str | None, cells: list[FunnelCell]) -> tuple[Number, ...]:
    """Number of each stage of one line, and of the line; each opens to its own rows."""
    counts = [sum(one.count for one in cells if one.stage == stage) for stage in STAGES]
    keys = [encode(replace(question, cell=key, stages=(stage,))) for stage in STAGES]
    stages = [Number(count, figure=figure) for count, figure in zip(counts, keys, strict=True)]
    return (*stages, Number(sum(counts), figure=encode(question.narrowed(key))))


def tiers_answer(ask: Ask, officer: Officer) -> Answer:
    """Nested and exclusive beside each other; what is divided is a flow, or what there is."""
    ends = tiers_of(ask)
    found = queries.tiers(officer, thresholds_wan=ends, of=replace(question_of(ask), by=None))
    lines = [Line("合计", (count_of(found.total), money(found.total, ask.measure)), is_total=True)]
    for cell in found.nested:
        lines.append(_tier(f"{cell.label}", cell, ask))
    for cell in found.exclusive:
        lines.append(_tier(f"区间：{cell.label}", cell, ask))
    where = f"{day_of(ask)}，{ask.place}" if ask.step == STOCK else f"{period_of(ask)}，{ask.place}{NEWLY[ask.step]}"
    nested = [(end, cell.count) for end, cell in zip(ends, found.nested, strict=False)]
    bars = [Bar(cell.label, cell.count, tone="registered") for cell in found.exclusive]
    return Answer(
        title=title_of(ask),
        label="档次",
        columns=(Column("个数"), Column(money_title(ask.measure), Form.YI)),
        lines=tuple(lines),
        sentences=(tiers_sentence(where, nested),),
        notes=("“以上”含本数，大档包含在小档内，各档不能相加；区间互不重叠，相加等于合计。",),
        bars=tuple(scaled(bars)),
        bars_title="各区间项目个数",
        figure=found.total.figure,
    )


def _tier(label: str, cell: Cell, ask: Ask) -> Line:
    return Line(label, (count_of(cell), money(cell, ask.measure)), key=cell.key)
