"""The rows of a return: read as a whole, every problem at its cell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from projects.errors import Invalid
from projects.ledger.names import project_key
from workflow.reporting.cells import Known, read
from workflow.reporting.columns import Definition

MOST_ROWS = 200
MOST_CHARACTERS = 2_000
Texts = Mapping[str, str]
"""Name of the column → what was typed."""
Values = dict[str, str]
"""Name of the column → value as kept."""


@dataclass
class Line:
    """One row. ``number``: in the file, or from 1 on the page. ``problems``: name of the column → sentence."""

    number: int
    texts: dict[str, str]
    values: Values = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """All rows that say anything, and what is wrong with the whole."""

    lines: list[Line]
    problem: str = ""

    @property
    def is_clean(self) -> bool:
        """May it be handed in?"""
        return not self.problem and not any(line.problems for line in self.lines)

    @property
    def values(self) -> list[Values]:
        """Of every row."""
        return [line.values for line in self.lines]

    @property
    def texts(self) -> list[dict[str, str]]:
        """Of every row."""
        return [line.texts for line in self.lines]

    @property
    def problems(self) -> int:
        """How many there are."""
        return bool(self.problem) + sum(len(line.problems) for line in self.lines)

    def first(self, definition: Definition) -> str:
        """The first problem in words, for whoever sees no page."""
        if self.problem:
            return self.problem
        line = next(one for one in self.lines if one.problems)
        name = next(one for one in definition.names if one in line.problems)
        return f"第{line.number}行“{definition.column(name).label}”：{line.problems[name]}"


def read_rows(definition: Definition, rows: Iterable[Texts], known: Known, *, first: int = 1) -> Sheet:
    """Rows numbered from ``first``; empty ones are passed over."""
    lines = [
        _line(definition, number, texts, known)
        for number, texts in enumerate(rows, first)
        if any(str(text).strip() for text in texts.values())
    ]
    return checked_sheet(definition, lines)


def read_numbered(definition: Definition, rows: Iterable[tuple[int, Texts]], known: Known) -> Sheet:
    """Rows of a file, each with its own number."""
    return checked_sheet(definition, [_line(definition, number, texts, known) for number, texts in rows])


def checked_sheet(definition: Definition, lines: list[Line]) -> Sheet:
    """With what only the whole shows: too many rows, one project twice."""
    _refuse_repeats(definition, lines)
    many = f"最多{MOST_ROWS}行，现有{len(lines)}行，请分清后再报。" if len(lines) > MOST_ROWS else ""
    return Sheet(lines, many)


def key_of(definition: Definition, values: Mapping[str, str]) -> str:
    """What a row is recognised by in another round: the name without blanks, width and the word 项目."""
    return project_key(values.get(definition.key, ""))


def _line(definition: Definition, number: int, texts: Texts, known: Known) -> Line:
    line = Line(number, {name: str(texts.get(name, ""))[:MOST_CHARACTERS] for name in definition.names})
    for column in definition.columns:
        try:
            line.values[column.name] = read(column, line.texts[column.name], known)
        except Invalid as refused:
            line.problems[column.name] = refused.detail
    return line


def _refuse_repeats(definition: Definition, lines: Sequence[Line]) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        key = key_of(definition, line.values)
        if key and key in seen:
            line.problems.setdefault(definition.key, f"与第{seen[key]}行重复，请只保留一行。")
        seen.setdefault(key, line.number)
