"""Days from one stage to the next, those still waiting counted."""

from __future__ import annotations

from projects.people.models import Officer
from workflow.statistics import queries
from workflow.statistics.explorer.asks import Ask
from workflow.statistics.explorer.bars import Bar, scaled
from workflow.statistics.explorer.tables import Answer, Column, Form, Line, Number
from workflow.statistics.explorer.units import notes_of, parts_of
from workflow.statistics.explorer.words import title_of, wait_name
from workflow.statistics.figures import Durations
from workflow.statistics.sentences import duration_sentence

COLUMNS = (
    Column("已到达（个）"),
    Column("仍在等待（个）"),
    Column("中途退出（个）"),
    Column("四分之一在（天）内", Form.DAYS),
    Column("中位数（天）", Form.DAYS),
    Column("四分之三在（天）内", Form.DAYS),
    Column("最短（天）", Form.DAYS),
    Column("最长（天）", Form.DAYS),
)
UNKNOWN = "未到"
"""Fewer have arrived than this share: the number of days is not known yet."""


def durations_answer(ask: Ask, officer: Officer) -> Answer:
    """The quartiles; split by unit where asked."""
    whole = _durations(ask, officer)
    lines = [Line("合计", _numbers(whole), is_total=True)]
    parts = [(part, _durations(part.ask, officer)) for part in parts_of(ask, officer)]
    lines += [Line(part.label, _numbers(found), key=part.key) for part, found in parts]
    drawn = [("合计", whole), *((part.label, found) for part, found in parts)]
    bars = [Bar(label, found.median, tone=ask.to_stage) for label, found in drawn if found.median is not None]
    return Answer(
        title=title_of(ask),
        label="单位" if ask.rows else "范围",
        columns=COLUMNS,
        lines=tuple(lines),
        sentences=(duration_sentence(wait_name(ask), whole.reached, whole.median, whole.waiting),),
        notes=(
            "仍在等待的项目按已等的天数计入（生存分析），不会因为没到而被漏掉；到达不足一半时没有中位数，写“未到”。",
            *notes_of(ask),
        ),
        bars=tuple(scaled(bars)),
        bars_title="中位数（天）",
        figure=whole.figures.get("", ""),
    )


def _durations(ask: Ask, officer: Officer) -> Durations:
    return queries.durations(
        officer,
        from_stage=ask.from_stage,
        to_stage=ask.to_stage,
        moment=ask.moment,
        entered=ask.period,
        filters=ask.filters,
    )


def _numbers(found: Durations) -> tuple[Number, ...]:
    keys = found.figures
    empty = "" if found.reached + found.waiting + found.left == 0 else UNKNOWN
    days = [Number(one, Form.DAYS, note="" if one is not None else empty) for one in found.quartiles]
    return (
        Number(found.reached, figure=keys.get("reached", "")),
        Number(found.waiting, figure=keys.get("waiting", "")),
        Number(found.left, figure=keys.get("left", "")),
        *days,
        Number(found.shortest, Form.DAYS),
        Number(found.longest, Form.DAYS),
    )
