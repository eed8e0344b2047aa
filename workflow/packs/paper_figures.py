"""The figures of a region as tables. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from projects.ledger.stages import STAGES, Stage
from projects.papers.blocks import Align, Block, Cell, Note, Paragraph, Table, Tone
from workflow.packs.content import Figure, Figures, UnitFigure
from workflow.packs.wording import yi

_LAMPS = {"红灯": Tone.RED, "黄灯": Tone.YELLOW, "绿灯": Tone.GREEN, "灰灯": Tone.GREY}


def figure_blocks(figures: Figures) -> Iterable[Block]:
    """A sentence, then stages, lights, tiers, units, steps."""
    yield Paragraph(summary(figures))
    yield _table("按阶段", "阶段", figures.stages, figures.total)
    yield _table("按亮灯", "亮灯", figures.lights, figures.total)
    yield _table("按总投资", "档次（不重复）", figures.tiers, figures.total)
    if figures.units:
        yield _units(figures.units)
    yield Note(
        "在手项目指正常和缓建的项目；金额为总投资，未填金额的项目只计个数。缓建项目亮灰灯。"
        f"另有{_others(figures.standings)}。"
    )


def summary(figures: Figures) -> str:
    """The figures in two sentences."""
    total, lights = figures.total, {one.label: one.count for one in figures.lights}
    steps = "、".join(f"{one.label}{one.count}个" for one in figures.steps)
    amount = f"，总投资{yi(total.amount_wan)}亿元" if total.count > total.unknown else ""
    return (
        f"在手项目{total.count}个{amount}。其中红灯{lights.get('红灯', 0)}个、黄灯{lights.get('黄灯', 0)}个。"
        f"{f'本期认定：{steps}' if steps else '本期没有节点推进'}。"
    )


def _others(standings: Sequence[Figure]) -> str:
    told = [f"{one.label}{one.count}个" for one in standings[2:] if one.count]
    return f"{'、'.join(told)}，不计入上表" if told else "没有终止、退库的项目"


def _table(caption: str, what: str, figures: Sequence[Figure], total: Figure) -> Table:
    rows = [(Cell(one.label, tone=_LAMPS.get(one.label, Tone.PLAIN)), *_numbers(one, total)) for one in figures]
    sums = [Cell(text, bold=True) for text in ("合计", *_numbers(total, total))]
    return Table(
        header=(what, "项目（个）", "占比", "总投资（亿元）", "未填金额（个）"),
        rows=(*rows, tuple(sums)),
        widths=(32, 16, 14, 22, 16),
        aligns=(Align.START, Align.END, Align.END, Align.END, Align.END),
        caption=caption,
    )


def _numbers(one: Figure, total: Figure) -> tuple[str, str, str, str]:
    share = f"{_percent(one.count, total.count)}%" if total.count else "—"
    return str(one.count), share, yi(one.amount_wan), str(one.unknown or "")


def _units(units: Sequence[UnitFigure]) -> Table:
    header = (
        "单位",
        "项目",
        "亿元",
        *(str(Stage(stage).label)[-2:] for stage in STAGES),
        "红",
        "黄",
        "绿",
        "推进",
    )
    rows: list[tuple[str | Cell, ...]] = [
        (
            one.label,
            str(one.count),
            yi(one.amount_wan),
            *(str(number or "") for number in one.stages),
            Cell(str(one.red or ""), tone=Tone.RED, bold=bool(one.red)),
            Cell(str(one.yellow or ""), tone=Tone.YELLOW, bold=bool(one.yellow)),
            Cell(str(one.green or ""), tone=Tone.GREEN),
            str(one.steps or ""),
        )
        for one in units
    ]
    return Table(
        header=header,
        rows=tuple(rows),
        widths=(20, 8, 14, *([7.5] * len(STAGES)), 6, 6, 7, 7.5),
        aligns=(Align.START, *([Align.END] * (len(header) - 1))),
        caption="按单位（推进：本期认定的节点数）",
    )


def _percent(part: int, whole: int) -> str:
    """Rounded once, half up (domain.md 3)."""
    return str((Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))
