"""An answer as a document: the sentences, the table, what is to be kept in mind, both times."""

from __future__ import annotations

from collections.abc import Sequence

from projects.papers.blocks import Align, Block, Layout, Note, Paper, Paragraph, Table
from workflow.statistics.explorer.tables import Answer, Number


def answer_paper(answer: Answer, head: Sequence[str]) -> Paper:
    """For Word or WPS, to be edited further."""
    heads = (answer.label or "范围", *(one.title for one in answer.columns))
    lines = tuple((line.label, *(_text(one) for one in line.numbers)) for line in answer.lines)
    aligns = (Align.START, *(Align.END for _ in answer.columns))
    blocks: list[Block] = [Paragraph(one) for one in answer.sentences]
    blocks.append(Table(heads, lines, widths=(2.0, *(1.0 for _ in answer.columns)), aligns=aligns))
    blocks += [Note(one) for one in (*answer.notes, *head[1:])]
    return Paper(Layout.FORM, answer.title, tuple(blocks))


def _text(number: Number) -> str:
    return number.shown or number.note or "—"
