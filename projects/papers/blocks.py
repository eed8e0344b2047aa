"""What a document is made of. Pure values: text is plain, never markup; the same blocks become docx, pdf and a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    """The colour of a word, where colour means something (a light)."""

    PLAIN = ""
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    GREY = "grey"


class Align(StrEnum):
    """How the cells of a column stand."""

    START = "start"
    CENTER = "center"
    END = "end"


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 黑体, level 2 楷体, level 3 bold (GB/T 9704, 7.3.3)."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, its first line indented by two characters; ``lead`` is a bold beginning such as 一、."""

    text: str
    lead: str = ""
    tone: Tone = Tone.PLAIN
    indent: bool = True


@dataclass(frozen=True)
class Roll:
    """出席, 请假 or 列席: the label in 黑体, wrapped names align with the first one (GB/T 9704, 10.3)."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One cell that is more than its text."""

    text: str
    tone: Tone = Tone.PLAIN
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a header that repeats on each page. ``widths`` are shares of the line; empty: equal ones."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    widths: tuple[float, ...] = ()
    aligns: tuple[Align, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Facts:
    """Names and values in a ruled grid, ``columns`` pairs side by side; a form of an office is one of these."""

    pairs: tuple[tuple[str, str], ...]
    columns: int = 2


@dataclass(frozen=True)
class Note:
    """A small grey line: where figures come from, a hash."""

    text: str


@dataclass(frozen=True)
class Contents:
    """The list of first-level headings with their pages (a pack has one)."""

    title: str = "目录"


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


Block = Heading | Paragraph | Roll | Table | Facts | Note | Contents | PageBreak


class Layout(StrEnum):
    """Which page of GB/T 9704-2012 a document follows."""

    MINUTES = "minutes"  # 纪要格式, 10.3
    LETTER = "letter"  # 信函格式, 10.1
    FORM = "form"  # 交办单 and its like: a title over a ruled form
    PACK = "pack"  # 会议材料: cover, contents, sections


@dataclass(frozen=True)
class Paper:
    """A document. Empty is whatever does not apply.

    ``head`` is the red mark (发文机关标志, or ××纪要), ``number`` for example 芜招办〔2026〕8号 (empty until issued),
    ``addressed_to`` 主送, ``signer`` and ``signed_on`` 落款, ``copied_to`` 抄送, ``issuer`` 印发机关. The lines of
    ``subtitle`` stand under the title (a pack's cover shows them large).
    """

    layout: Layout
    title: str
    blocks: tuple[Block, ...]
    head: str = ""
    number: str = ""
    subtitle: tuple[str, ...] = ()
    addressed_to: str = ""
    signer: str = ""
    signed_on: date | None = None
    copied_to: str = ""
    issuer: str = ""

    def values(self) -> dict[str, Any]:
        """JSON of it: each block names its kind, dates as 2026年3月5日."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        signed = day_in_words(self.signed_on) if self.signed_on else ""
        return {**plain, "subtitle": list(self.subtitle), "signed_on": signed, "blocks": block_values(self.blocks)}


_PLAIN = ("layout", "title", "head", "number", "addressed_to", "signer", "copied_to", "issuer")


def block_values(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Blocks as JSON; every cell of a table is an object."""
    return [{"is": type(block).__name__.lower(), **_values(block)} for block in blocks]


def day_in_words(on: date) -> str:
    """成文日期: Arabic digits without leading zeros (GB/T 9704, 7.3.5.4)."""
    return f"{on.year}年{on.month}月{on.day}日"


def cell_of(value: str | Cell) -> Cell:
    """A plain text is a plain cell."""
    return value if isinstance(value, Cell) else Cell(value)


def shares(table: Table) -> list[float]:
    """Width of each column as its part of 1."""
    widths = table.widths or (1.0,) * len(table.header)
    return [width / sum(widths) for width in widths]


def fact_rows(facts: Facts) -> list[list[tuple[str, str]]]:
    """The pairs by rows of the grid; the last row may hold fewer."""
    pairs = list(facts.pairs)
    return [pairs[at : at + facts.columns] for at in range(0, len(pairs), facts.columns)]


def _values(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        rows = [[asdict(cell_of(value)) for value in row] for row in block.rows]
        aligns = list(block.aligns or (Align.START,) * len(block.header))
        return {"header": list(block.header), "rows": rows, "widths": shares(block), "aligns": aligns,
                "caption": block.caption}  # fmt: skip
    if isinstance(block, Facts):
        return {"rows": fact_rows(block), "columns": block.columns}
    return asdict(block)
