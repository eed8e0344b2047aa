"""A pack as a document: cover, contents, figures, changes first of all, agenda, a page per project. Pure.

The same content gives the same blocks, so docx and pdf of it are the same bytes on every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from projects.papers.blocks import (
    Align,
    Block,
    Cell,
    Contents,
    Heading,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Table,
    Tone,
)
from projects.papers.blocks import Layout as PaperLayout
from workflow.packs.content import Change, PackContent, Topic
from workflow.packs.kinds import ChangeKind
from workflow.packs.paper_figures import figure_blocks
from workflow.packs.paper_pages import page_blocks
from workflow.packs.wording import EXCERPT, LAMPS, instant_words, yi

_TONES = {"red": Tone.RED, "yellow": Tone.YELLOW, "green": Tone.GREEN, "grey": Tone.GREY}


def paper_of(content: PackContent, *, sha256: str) -> Paper:
    """The document. ``sha256``: of the whole pack, also on an excerpt of it."""
    head = content.head
    return Paper(
        layout=PaperLayout.PACK,
        title=f"第{head.number}次会议材料{'（节选）' if content.is_excerpt else ''}",
        head=head.series,
        subtitle=tuple(_cover(content)),
        number=f"第{head.edition}版",
        signer=head.organisation,
        signed_on=date.fromisoformat(head.frozen_at[:10]),
        blocks=tuple(_blocks(content, sha256)),
    )


def _cover(content: PackContent) -> Iterable[str]:
    head = content.head
    yield f"{instant_words(head.starts_at)}　{head.place}"
    if head.chair:
        yield f"主持：{head.chair}"
    yield f"数据截止：{instant_words(head.cut_off)}"
    if content.is_excerpt:
        yield EXCERPT


def _blocks(content: PackContent, sha256: str) -> Iterable[Block]:
    yield Contents()
    yield from _changes(content)
    if content.figures is not None:
        yield PageBreak()
        yield Heading("二、总体情况")
        yield from figure_blocks(content.figures)
    yield PageBreak()
    yield Heading(f"{'三' if content.figures else '二'}、议题安排")
    yield _agenda(content.agenda)
    for place, page in enumerate(content.pages, 1):
        yield PageBreak()
        yield from page_blocks(place, page)
    yield from _colophon(content, sha256)


def _changes(content: PackContent) -> Iterable[Block]:
    yield Heading("一、上次会议以来的变化")
    yield Note(
        f"自{content.head.since_said}起，至{instant_words(content.head.cut_off)}止，议题项目共{_count(content)}。"
    )
    for kind, changes in by_kind(content.changes):
        yield Heading(f"{kind.label}（{len(changes)}项）", 2)
        yield _change_table(kind, changes)
    if not content.changes:
        yield Paragraph("议题项目自上次会议以来没有记录在案的变化。")


def _count(content: PackContent) -> str:
    return f"有变化{len(content.changes)}项" if content.changes else "无变化"


def by_kind(changes: Iterable[Change]) -> list[tuple[ChangeKind, list[Change]]]:
    """The kinds that occur, in their order, each with its changes."""
    found = {kind: [one for one in changes if one.kind == kind] for kind in ChangeKind}
    return [(kind, told) for kind, told in found.items() if told]


def _change_table(kind: ChangeKind, changes: Sequence[Change]) -> Table:
    rows = [
        (
            Cell(f"{one.name}\n{one.unit}"),
            one.label,
            one.before or "—",
            Cell(one.after, tone=tone_of(one)),
            f"{one.on}\n{one.by}",
        )
        for one in changes
    ]
    return Table(
        header=("项目", "事项", "上次", "本次", "日期／经办"),
        rows=tuple(rows),
        widths=(22, 22, 16, 26, 14),
        aligns=(Align.START, Align.START, Align.START, Align.START, Align.START),
    )


def tone_of(change: Change) -> Tone:
    """The colour of the light that it turned to; nothing for other changes."""
    if change.kind != ChangeKind.LIGHT:
        return Tone.PLAIN
    return next((_TONES[colour] for colour, label in LAMPS.items() if change.after.startswith(label)), Tone.PLAIN)


def _agenda(agenda: Sequence[Topic]) -> Block:
    if not agenda:
        return Paragraph("没有议题。")
    rows = [
        (
            str(one.position),
            Cell(f"{one.name}\n{one.unit}　{yi(one.amount_wan)}亿元"),
            one.stage,
            Cell(LAMPS[one.light], tone=_TONES[one.light], bold=True),
            f"{one.reason}：{one.detail}" if one.detail else one.reason,
        )
        for one in agenda
    ]
    return Table(
        header=("序号", "项目", "阶段", "亮灯", "列入理由"),
        rows=tuple(rows),
        widths=(6, 24, 10, 8, 52),
        aligns=(Align.CENTER, Align.START, Align.CENTER, Align.CENTER, Align.START),
    )


def _colophon(content: PackContent, sha256: str) -> Iterable[Block]:
    head = content.head
    reason = f"；重新定稿原因：{head.reason}" if head.reason else ""
    yield Note(f"本材料第{head.edition}版，{instant_words(head.frozen_at)}由{head.frozen_by}定稿{reason}。")
    whose = "所节选的全本" if content.is_excerpt else "全部内容"
    yield Note(f"{whose}校验码（SHA-256）：{sha256}")
