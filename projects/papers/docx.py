"""A document as docx, to be edited in Word or WPS. The same paper gives the same bytes: the archive bears no clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt

from projects.papers import word
from projects.papers.blocks import (
    Block,
    Contents,
    Facts,
    Heading,
    Layout,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Roll,
    Table,
    cell_of,
    day_in_words,
    fact_rows,
    shares,
)
from projects.papers.word import BODY, BODY_SIZE, HEADING_FACES, HEI, KAI, RED, TITLE, TITLE_SIZE, Look

LINE_MM = 156.0
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip archive can name
_MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001  python-docx writes it as it is; a fixed date, not a moment
_ALIGNS = {
    "start": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "end": WD_ALIGN_PARAGRAPH.RIGHT,
}


def docx(paper: Paper) -> bytes:
    """The paper for Word: page and type after GB/T 9704-2012, fonts by name (they are not ours to bundle)."""
    document = Document()
    word.set_page(document, margins=_MARGINS[paper.layout], first_page_plain=paper.layout in _PLAIN_FIRST)
    core = document.core_properties
    core.title, core.author, core.created, core.modified = paper.title, paper.signer, _MADE_AT, _MADE_AT
    _HEADS[paper.layout](document, paper)
    for block in paper.blocks:
        _write(document, block, paper.layout)
    _sign(document, paper)
    _imprint(document, paper)
    whole = BytesIO()
    document.save(whole)
    return _without_clock(whole.getvalue())


_MARGINS = {
    Layout.MINUTES: (37, 26, 35, 28),
    Layout.LETTER: (37, 26, 35, 28),
    Layout.FORM: (30, 26, 35, 28),
    Layout.PACK: (25, 26, 22, 28),
}
"""Top, right, bottom, left, in mm."""
_PLAIN_FIRST = (Layout.LETTER, Layout.PACK)


def _minutes(document: WordDocument, paper: Paper) -> None:
    word.line(document, paper.head, Look(TITLE, 36, color=RED, bold=True), align="center", before=Mm(30))
    number = word.line(document, paper.number, Look(BODY, BODY_SIZE), align="center", before=Mm(6))
    word.rule_below(number, color=RED)
    _title(document, paper, before=Mm(6))


def _letter(document: WordDocument, paper: Paper) -> None:
    mark = word.line(document, paper.head, Look(TITLE, 30, color=RED, bold=True), align="center")
    word.rule_below(mark, color=RED, kind="thickThinSmallGap", width=24)
    word.line(document, paper.number, Look(BODY, BODY_SIZE), align="right", before=Mm(2))
    _title(document, paper, before=Mm(8))
    _addressed(document, paper)


def _form(document: WordDocument, paper: Paper) -> None:
    if paper.head:
        word.line(document, paper.head, Look(TITLE, 26, color=RED, bold=True), align="center")
    _title(document, paper, before=Mm(3))
    if paper.number:
        word.line(document, f"编号：{paper.number}", Look(BODY, 14), align="right")
    _addressed(document, paper)


def _pack(document: WordDocument, paper: Paper) -> None:
    word.line(document, paper.head, Look(TITLE, 24, color=RED, bold=True), align="center", before=Mm(45))
    word.line(document, paper.title, Look(TITLE, 30, bold=True), align="center", before=Mm(14))
    for subtitle in paper.subtitle:
        word.line(document, subtitle, Look(KAI, BODY_SIZE), align="center", before=Mm(4))
    for at, text in enumerate(filter(None, (paper.signer, _signed(paper), paper.number))):
        word.line(document, text, Look(KAI, BODY_SIZE), align="center", before=Mm(60) if at == 0 else Pt(0))
    _page_break(document)


_HEADS: dict[Layout, Callable[[WordDocument, Paper], None]] = {
    Layout.MINUTES: _minutes,
    Layout.LETTER: _letter,
    Layout.FORM: _form,
    Layout.PACK: _pack,
}


def _title(document: WordDocument, paper: Paper, *, before: int) -> None:
    word.line(document, paper.title, Look(TITLE, TITLE_SIZE), align="center", before=before)
    for subtitle in paper.subtitle:
        word.line(document, subtitle, Look(KAI, BODY_SIZE), align="center")
    word.line(document, "", Look(BODY, BODY_SIZE))


def _addressed(document: WordDocument, paper: Paper) -> None:
    if paper.addressed_to:
        word.line(document, f"{paper.addressed_to}：", Look(BODY, BODY_SIZE))


def _write(document: WordDocument, block: Block, layout: Layout) -> None:
    writer: Callable[[WordDocument, Any, Layout], None] = _WRITERS[type(block)]
    writer(document, block, layout)


def _heading(document: WordDocument, block: Heading, layout: Layout) -> None:
    size = 18 if layout == Layout.PACK and block.level == 1 else _size(layout)
    face, bold = HEADING_FACES[min(block.level, 3)]
    word.heading(document, block.text, block.level, Look(face, size, bold=bold))


def _paragraph(document: WordDocument, block: Paragraph, layout: Layout) -> None:
    paragraph = word.line(document, "", Look(BODY, _size(layout)), indent=2 if block.indent else 0)
    tone = word.TONES[block.tone]
    if block.lead:
        word.run(paragraph, block.lead, Look(HEI, _size(layout), color=tone))
    word.run(paragraph, block.text, Look(BODY, _size(layout), color=None if block.lead else tone))


def _roll(document: WordDocument, block: Roll, layout: Layout) -> None:
    size = _size(layout)
    label = f"　　{block.label}："
    paragraph = word.line(document, label, Look(HEI, size))
    paragraph.paragraph_format.left_indent = Pt(size * len(label))
    paragraph.paragraph_format.first_line_indent = Pt(-size * len(label))
    word.run(paragraph, "　".join(block.names), Look(BODY, size))


def _table(document: WordDocument, block: Table, layout: Layout) -> None:
    size = 9.5 if layout == Layout.PACK else 10.5
    if block.caption:
        word.line(document, block.caption, Look(HEI, size + 1), align="center", pitch=None)
    table = word.grid(document, [LINE_MM * share for share in shares(block)])
    word.fill(table.add_row(), [(name, Look(HEI, size)) for name in block.header], header=True)
    aligns = [_ALIGNS[one] for one in block.aligns] or [WD_ALIGN_PARAGRAPH.LEFT] * len(block.header)
    for values in block.rows:
        cells = [cell_of(value) for value in values]
        looks = [(one.text, Look(BODY, size, color=word.TONES[one.tone], bold=one.bold)) for one in cells]
        word.fill(table.add_row(), looks, aligns=aligns)
    word.line(document, "", Look(BODY, 6), pitch=None)


def _facts(document: WordDocument, block: Facts, layout: Layout) -> None:
    size = 13 if layout == Layout.FORM else 11
    label = 0.22 if block.columns == 1 else 0.15
    widths = [LINE_MM * share for _ in range(block.columns) for share in (label, 1 / block.columns - label)]
    table = word.grid(document, widths)
    for pairs in fact_rows(block):
        cells = table.add_row().cells
        for at, (name, value) in enumerate(pairs):
            word.put(cells[2 * at], name, Look(HEI, size), WD_ALIGN_PARAGRAPH.CENTER, shaded=True)
            word.put(cells[2 * at + 1], value, Look(BODY, size), WD_ALIGN_PARAGRAPH.LEFT)
        if len(pairs) < block.columns:
            cells[2 * len(pairs) - 1].merge(cells[-1])
    word.line(document, "", Look(BODY, 6), pitch=None)


def _note(document: WordDocument, block: Note, layout: Layout) -> None:
    word.line(document, block.text, Look(BODY, 9, color=word.TONES["grey"]), pitch=None)


def _contents(document: WordDocument, block: Contents, layout: Layout) -> None:
    word.line(document, block.title, Look(TITLE, 20), align="center")
    word.contents_field(document)
    _page_break(document)


def _page_break(document: WordDocument, *_: object) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


_WRITERS: dict[type, Callable[..., None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Roll: _roll,
    Table: _table,
    Facts: _facts,
    Note: _note,
    Contents: _contents,
    PageBreak: _page_break,
}


def _size(layout: Layout) -> float:
    return 12 if layout == Layout.PACK else BODY_SIZE


def _signed(paper: Paper) -> str:
    return day_in_words(paper.signed_on) if paper.signed_on else ""


def _sign(document: WordDocument, paper: Paper) -> None:
    if paper.layout == Layout.PACK:
        return
    for at, text in enumerate(filter(None, (paper.signer, _signed(paper)))):
        look = Look(BODY, BODY_SIZE)
        signed = word.line(document, text, look, align="right", before=Pt(29) if at == 0 else Pt(0))
        signed.paragraph_format.right_indent = Pt(4 * BODY_SIZE)


def _imprint(document: WordDocument, paper: Paper) -> None:
    rows = [f"抄送：{paper.copied_to}"] if paper.copied_to else []
    if paper.issuer:
        rows.append(f"{paper.issuer}　　{_signed(paper)}{'印发' if paper.signed_on else ''}")
    for at, text in enumerate(rows):
        printed = word.line(document, text, Look(BODY, 14), before=Pt(29) if at == 0 else Pt(0))
        word.rule_below(printed, color="000000")


def _without_clock(whole: bytes) -> bytes:
    """The same archive with every entry at one fixed moment."""
    still = BytesIO()
    with ZipFile(BytesIO(whole)) as source, ZipFile(still, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return still.getvalue()
