"""What happened in a period: numbers by threshold beside last year, or by node, month or size."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from projects.ledger.stages import STAGE_STEPS
from projects.people.models import Officer
from workflow.statistics import queries
from workflow.statistics.arithmetic import year_on_year as compare
from workflow.statistics.explorer.asks import Across, Ask, Rows
from workflow.statistics.explorer.bars import Bar, scaled
from workflow.statistics.explorer.lines import dimension_of
from workflow.statistics.explorer.tables import Answer, Column, Form, Line, Number, count_of, growth_of
from workflow.statistics.explorer.tables import money_of as money
from workflow.statistics.explorer.words import money_title, period_of, same_period_of, title_of
from workflow.statistics.figures import Cell, Figure
from workflow.statistics.queries.flows import Compared
from workflow.statistics.sentences import NEWLY, flow_sentence, flows_sentence, ranking_sentence
from workflow.statistics.sentences import Line as Said
from workflow.statistics.terms import Period
from workflow.statistics.wording import threshold_name

MOST_MONTHS = 24
TONES = {"sign": "signed", "register": "registered", "start": "started", "produce": "producing"}


def flow_answer(ask: Ask, officer: Officer) -> Answer:
    """The answer, in the columns asked for."""
    return _ACROSS[Across(ask.across)](ask, officer)


def figure_of(ask: Ask, officer: Officer, *, step: str = "", period: Period | None = None) -> Figure:
    """One flow of the ask."""
    return queries.flow(
        officer,
        step=step or ask.step,
        period=period or ask.period,
        moment=ask.moment,
        filters=ask.filters,
        measure=ask.measure,
        by=dimension_of(ask),
    )


def _compared(ask: Ask, officer: Officer) -> Compared:
    return queries.year_on_year(
        officer,
        step=ask.step,
        period=ask.period,
        moment=ask.moment,
        filters=ask.filters,
        measure=ask.measure,
        by=dimension_of(ask),
    )


def _by_threshold(ask: Ask, officer: Officer) -> Answer:
    """Number, further thresholds, money, and the same of last year."""
    parts = [ask, *(ask.narrowed(min_total_wan=least) for least in ask.later_wan)]
    both = [_compared(part, officer) for part in parts] if ask.compares else []
    figures = [one.now for one in both] or [figure_of(part, officer) for part in parts]
    first = figures[0]
    columns = [Column("个数"), *(Column(threshold_name(least)) for least in ask.later_wan)]
    columns.append(Column(money_title(ask.measure), Form.YI))
    if ask.compares:
        columns += [Column(same_period_of(ask)), Column("增减", Form.CHANGE), Column("增幅", Form.GROWTH)]
        columns.append(Column("金额增幅", Form.GROWTH))
    keys = _keys(figures, both, ask)
    lines = [Line("合计", _line(None, figures, both, ask), is_total=True)]
    lines += [Line(label, _line(key, figures, both, ask), key=key) for key, label in keys]
    bars = [_bar(label, line, ask) for (_, label), line in zip(keys, lines[1:], strict=True)]
    return Answer(
        title=title_of(ask),
        label=Rows(ask.rows).label if ask.rows else "",
        columns=tuple(columns),
        lines=tuple(lines),
        sentences=tuple(_sentences(ask, figures, both, lines[1:])),
        notes=tuple(_notes(ask, first)),
        bars=tuple(scaled(bars)),
        bars_title=f"{NEWLY[ask.step]}项目个数" + (f"（浅色为{same_period_of(ask)}）" if ask.compares else ""),
        figure=first.total.figure,
    )


def _keys(figures: list[Figure], both: list[Compared], ask: Ask) -> list[tuple[str, str]]:
    """Key and label of every line, those of last year alone at the end."""
    found = {cell.key or "": cell.label for cell in figures[0].cells}
    for one in both[:1]:
        for cell in one.then.cells:
            key = _a_year_on(cell.key or "", 1) if ask.rows == Rows.MONTH else cell.key or ""
            found.setdefault(key, _month_label(key) if ask.rows == Rows.MONTH else cell.label)
    return sorted(found.items()) if ask.rows == Rows.MONTH else list(found.items())


def _a_year_on(key: str, years: int) -> str:
    """2025-01 → 2026-01: a month stands beside the same month of last year. Without a month: as it is."""
    return f"{int(key[:4]) + years}{key[4:]}" if key else key


def _month_label(key: str) -> str:
    return f"{key[:4]}年{int(key[5:])}月" if key else ""


def _cell(figure: Figure, key: str | None) -> Cell | None:
    return figure.total if key is None else figure.cell(key)


def _line(key: str | None, figures: list[Figure], both: list[Compared], ask: Ask) -> tuple[Number, ...]:
    numbers = [count_of(_cell(figure, key)) for figure in figures]
    numbers.append(money(_cell(figures[0], key), ask.measure))
    if not both:
        return tuple(numbers)
    is_month = key is not None and ask.rows == Rows.MONTH
    then = _cell(both[0].then, _a_year_on(key or "", -1) if is_month else key)
    told = compare(numbers[0].value or 0, then.count if then else 0)
    amount = compare(numbers[len(figures)].value or 0, (then.amount if then else None) or 0)
    base, change = same_period_of(ask), Number(int(told.change), Form.CHANGE)
    return (*numbers, count_of(then), change, growth_of(told, base), growth_of(amount, base))


def _bar(label: str, line: Line, ask: Ask) -> Bar:
    then = int(line.numbers[2 + len(ask.later_wan)].value or 0) if ask.compares else None
    return Bar(label, int(line.numbers[0].value or 0), then, tone=TONES[ask.step])


def _sentences(ask: Ask, figures: list[Figure], both: list[Compared], lines: list[Line]) -> list[str]:
    """The whole with its thresholds, then who leads where the lines are units."""
    leasts = [ask.filters.min_total_wan, *ask.later_wan]
    thens: list[Cell | None] = [one.then.total for one in both] or [None] * len(figures)
    said = [
        Said(
            figure.total.count,
            then.count if then else None,
            least,
            amount_wan=figure.total.amount or Decimal(0),
            amount_then_wan=(then.amount or Decimal(0)) if then else None,
        )
        for figure, then, least in zip(figures, thens, leasts, strict=True)
    ]
    if ask.filters.min_foreign_wan:
        least, currency = ask.filters.min_foreign_wan, ask.filters.foreign_currency
        said[0] = replace(said[0], least_wan=least, currency=currency)
    money_word = money_title(ask.measure, unit=False)
    told = [flow_sentence(period_of(ask), ask.place, ask.step, said, base=same_period_of(ask), money=money_word)]
    if ask.rows in (Rows.UNIT, Rows.UNIT_OWN):
        told.append(ranking_sentence([(one.label, int(one.numbers[0].value or 0)) for one in lines]))
    return [one for one in told if one]


def _notes(ask: Ask, figure: Figure) -> list[str]:
    notes = []
    if figure.total.increases:
        added = money(replace(figure.total, amount=figure.total.increase_amount), ask.measure).shown
        notes.append(f"另有增资{figure.total.increases}项，增加{added}亿元，已计入金额，不计个数。")
    if figure.overlaps:
        notes.append("一个项目可以同时列在几行，各行相加会大于合计。")
    return notes


def _by_step(ask: Ask, officer: Officer) -> Answer:
    """Four flows of one period side by side. They are different projects: nothing is divided by anything."""
    figures = {step: figure_of(ask, officer, step=step) for step in STAGE_STEPS}
    columns = [Column(NEWLY[step]) for step in STAGE_STEPS]
    counts = {step: figure.total.count for step, figure in figures.items()}
    said = flows_sentence(period_of(ask), ask.place, counts, least_wan=ask.filters.min_total_wan)
    note = "四个节点各数各的项目，不是同一批，不能相除作为比率；比率请用“同批项目进展率”。"
    return _crossed(ask, list(figures.values()), columns, said, note, bars=[NEWLY[step] for step in STAGE_STEPS])


def _by_month(ask: Ask, officer: Officer) -> Answer:
    """A column a month of the period."""
    months = months_in(ask.period)[-MOST_MONTHS:]
    figures = [figure_of(ask, officer, period=one) for one in months]
    columns = [Column(_month_title(one.from_on, months)) for one in months]
    said = flow_sentence(period_of(ask), ask.place, ask.step, [_whole(ask, officer)])
    return _crossed(ask, figures, columns, said, "", bars=[one.title for one in columns])


def _by_tier(ask: Ask, officer: Officer) -> Answer:
    """A column for each threshold, nested."""
    leasts = [ask.filters.min_total_wan, *ask.later_wan]
    parts = [ask, *(ask.narrowed(min_total_wan=least) for least in ask.later_wan)]
    figures = [figure_of(part, officer) for part in parts]
    columns = [Column(threshold_name(least) or "全部") for least in leasts]
    whole = [Said(figure.total.count, None, least) for figure, least in zip(figures, leasts, strict=True)]
    said = flow_sentence(period_of(ask), ask.place, ask.step, whole)
    note = "“以上”含本数，大档包含在小档内。"
    return _crossed(ask, figures, columns, said, note, bars=[one.title for one in columns])


def _crossed(
    ask: Ask, figures: list[Figure], columns: list[Column], said: str, note: str, *, bars: list[str]
) -> Answer:
    """Numbers alone, a column for each of ``figures``."""
    labels = {cell.key or "": cell.label for figure in figures for cell in figure.cells}
    lines = [Line("合计", tuple(count_of(figure.total) for figure in figures), is_total=True)]
    lines += [
        Line(label, tuple(count_of(figure.cell(key)) for figure in figures), key=key) for key, label in labels.items()
    ]
    tones = [TONES[step] for step in STAGE_STEPS] if ask.across == Across.STEP else [TONES[ask.step]] * len(bars)
    drawn = [
        Bar(label, figure.total.count, tone=tone) for label, figure, tone in zip(bars, figures, tones, strict=True)
    ]
    return Answer(
        title=title_of(ask),
        label=Rows(ask.rows).label if ask.rows else "",
        columns=tuple(columns),
        lines=tuple(lines),
        sentences=(said,),
        notes=tuple(filter(None, [note, *_notes(ask, figures[0])])),
        bars=tuple(scaled(drawn)),
        bars_title="项目个数",
        figure=figures[0].total.figure if ask.across == Across.TIER else "",
    )


def _whole(ask: Ask, officer: Officer) -> Said:
    total = figure_of(replace(ask, rows=Rows.NONE), officer).total
    return Said(total.count, None, ask.filters.min_total_wan, amount_wan=total.amount or Decimal(0))


def months_in(period: Period) -> list[Period]:
    """The months of a period, the first and the last cut to it."""
    found, first = [], period.from_on
    while first <= period.to_on:
        end = first.replace(day=monthrange(first.year, first.month)[1])
        found.append(Period(first, min(end, period.to_on)))
        first = end + timedelta(days=1)
    return found


def _month_title(on: date, months: list[Period]) -> str:
    several = len({one.from_on.year for one in months}) > 1
    return f"{on.year}年{on.month}月" if several else f"{on.month}月"


_ACROSS = {Across.NONE: _by_threshold, Across.STEP: _by_step, Across.MONTH: _by_month, Across.TIER: _by_tier}
