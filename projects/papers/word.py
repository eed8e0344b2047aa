"""The strokes of a Word document: page, line, run, grid. What python-docx has no word for is written as its XML."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.oxml.text.parfmt import CT_PPr
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

TITLE, BODY, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
BODY_SIZE, TITLE_SIZE = 16.0, 22.0  # 3号, 2号
PITCH = Pt(28.95)
"""22 lines on 225 mm (GB/T 9704, 5.2.3)."""
RED = "D0021B"
HEADING_FACES = {1: (HEI, False), 2: (KAI, False), 3: (BODY, True)}
TONES = {
    "": None,
    "red": "C0261C",
    "orange": "B45309",
    "yellow": "8A6100",
    "green": "1C7C3C",
    "blue": "1F5FAE",
    "grey": "6B7280",
}
_ALIGN = {"left": WD_ALIGN_PARAGRAPH.JUSTIFY, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


@dataclass(frozen=True)
class Look:
    """How a run looks: font, size in pt, colour as RRGGBB."""

    font: str
    size: float
    color: str | None = None
    bold: bool = False


def set_page(document: WordDocument, *, margins: tuple[int, int, int, int], first_page_plain: bool) -> None:
    """A4 with page numbers — 1 —, right on odd and left on even pages (GB/T 9704, 7.5)."""
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.footer_distance = Mm(24)
    section.different_first_page_header_footer = first_page_plain
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY_SIZE)


def line(
    document: WordDocument,
    text: str,
    look: Look,
    *,
    align: str = "left",
    indent: float = 0,
    before: int = 0,
    pitch: Length | None = PITCH,
) -> WordParagraph:
    """One paragraph; ``indent`` of its first line in characters, ``before`` as a length."""
    paragraph = document.add_paragraph()
    paragraph.alignment = _ALIGN[align]
    _space(paragraph, look, pitch)
    paragraph.paragraph_format.space_before = Length(before)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(look.size * indent)
    if text:
        run(paragraph, text, look)
    return paragraph


def heading(document: WordDocument, text: str, level: int, look: Look) -> None:
    """A heading that the contents of Word find."""
    paragraph = document.add_heading(level=min(level, 9))
    _space(paragraph, look, PITCH)
    paragraph.paragraph_format.space_before = Pt(0)
    paragraph.paragraph_format.first_line_indent = Pt(look.size * 2)
    run(paragraph, text, Look(look.font, look.size, look.color or "000000", look.bold))


def run(paragraph: WordParagraph, text: str, look: Look) -> Run:
    """Text in one look; the font is set for Chinese and Latin characters alike."""
    made = paragraph.add_run(text)
    made._r.insert(0, deepcopy(_run_form(look)))
    return made


@lru_cache(maxsize=256)
def _run_form(look: Look) -> CT_RPr:
    """Made once and copied: a pack has thousands of runs in a handful of looks."""
    made = Run(OxmlElement("w:r"), None)  # type: ignore[arg-type]  # of no paragraph
    made.font.name, made.font.size, made.font.bold = look.font, Pt(look.size), look.bold
    made._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), look.font)
    if look.color:
        made.font.color.rgb = RGBColor.from_string(look.color)
    return made._element.get_or_add_rPr()


def rule_below(paragraph: WordParagraph, *, color: str, kind: str = "single", width: int = 12) -> None:
    """A rule under the paragraph; ``width`` in eighths of a point."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", kind), ("sz", str(width)), ("space", "4"), ("color", color)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def grid(document: WordDocument, widths_mm: Sequence[float]) -> WordTable:
    """An empty ruled table with columns of fixed width."""
    table = document.add_table(rows=0, cols=len(widths_mm))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return table


def fill(
    row: _Row,
    cells: Sequence[tuple[str, Look]],
    *,
    aligns: Sequence[WD_ALIGN_PARAGRAPH] = (),
    header: bool = False,
) -> None:
    """Write a row; a header is centred, shaded and repeated on each page."""
    places = row.cells
    for at, (text, look) in enumerate(cells):
        align = WD_ALIGN_PARAGRAPH.CENTER if header else aligns[at]
        put(places[at], text, look, align, shaded=header)
    if header:
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)


def put(cell: _Cell, text: str, look: Look, align: WD_ALIGN_PARAGRAPH, *, shaded: bool = False) -> None:
    """Write a cell."""
    paragraph = cell.paragraphs[0]
    paragraph._p.insert(0, deepcopy(_cell_form(align)))
    run(paragraph, text, look)
    if shaded:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F1F3F5")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


@lru_cache(maxsize=8)
def _cell_form(align: WD_ALIGN_PARAGRAPH) -> CT_PPr:
    """As ``_run_form``: of a paragraph in a cell."""
    paragraph = WordParagraph(OxmlElement("w:p"), None)  # type: ignore[arg-type]  # of no document
    paragraph.alignment = align
    _space(paragraph, Look(BODY, BODY_SIZE), None)
    return paragraph._p.get_or_add_pPr()


def contents_field(document: WordDocument) -> None:
    """The list of first-level headings; Word fills it in when the document is opened and the field renewed."""
    paragraph = document.add_paragraph()
    _field(paragraph, 'TOC \\o "1-1" \\h \\z \\u', "打开后按F9更新目录", Look(BODY, 12))


def _number(paragraph: WordParagraph, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = align
    look = Look(SONG, 14)
    run(paragraph, "— ", look)
    _field(paragraph, "PAGE", "1", look)
    run(paragraph, " —", look)


def _field(paragraph: WordParagraph, instruction: str, shown: str, look: Look) -> None:
    for kind in ("begin", "separate", "end"):
        char = OxmlElement("w:fldChar")
        char.set(qn("w:fldCharType"), kind)
        if kind == "separate":
            words = OxmlElement("w:instrText")
            words.set(qn("xml:space"), "preserve")
            words.text = instruction
            paragraph.add_run()._r.append(words)
        if kind == "end":
            run(paragraph, shown, look)
        paragraph.add_run()._r.append(char)


def _space(paragraph: WordParagraph, look: Look, pitch: Length | None) -> None:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if pitch is None:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY if look.size <= TITLE_SIZE else WD_LINE_SPACING.SINGLE
        if look.size <= TITLE_SIZE:
            form.line_spacing = pitch
