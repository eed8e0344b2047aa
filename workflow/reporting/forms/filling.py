"""The table on the page: texts by row and column, as they were typed. Meaning is checked by ``rows``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from workflow.reporting.cells import Known
from workflow.reporting.columns import Column, Definition
from workflow.reporting.kinds import ColumnKind
from workflow.reporting.rows import Line

PREFIX = "rows"
MOST_CELLS = 480
"""On one page: Django takes a thousand fields and a draft six hundred; longer tables come as a file."""
LEAST_BLANK, MORE = 2, 5


@dataclass(frozen=True)
class Box:
    """One cell of the page. ``options``: (value, label) where it is chosen from a list."""

    column: Column
    name: str
    text: str
    problem: str
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Table:
    """The rows of the page with the empty ones below."""

    rows: list[list[Box]]
    total: int
    problems: int = 0


def posted_rows(definition: Definition, posted: QueryDict) -> list[dict[str, str]]:
    """Every row of the page, empty ones included, so that a problem keeps its place."""
    total = posted.get(f"{PREFIX}-TOTAL_FORMS", "0")
    number = min(int(total) if total.isascii() and total.isdecimal() and len(total) < 5 else 0, MOST_CELLS)
    return [{name: posted.get(f"{PREFIX}-{place}-{name}", "") for name in definition.names} for place in range(number)]


def fits_page(definition: Definition, number: int) -> bool:
    """Can so many rows be edited on the page?"""
    return (number + LEAST_BLANK) * len(definition.columns) <= MOST_CELLS


def table_of(
    definition: Definition,
    rows: Sequence[Mapping[str, str]],
    known: Known,
    lines: Sequence[Line] = (),
    *,
    more: int = 0,
) -> Table:
    """``lines``: the same rows read, with their problems, where they were refused; numbered from 1."""
    rows = _without_blank_end(rows)
    wrong = {line.number: line.problems for line in lines}
    room = MOST_CELLS // len(definition.columns)
    total = max(len(rows), min(len(rows) + (more or LEAST_BLANK), room))
    padded: list[Mapping[str, Any]] = [*rows, *({} for _ in range(total - len(rows)))]
    boxes = [
        [_box(column, place, row, wrong.get(place + 1, {}), known) for column in definition.columns]
        for place, row in enumerate(padded)
    ]
    return Table(boxes, total, sum(len(one) for one in wrong.values()))


def _without_blank_end(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    kept = list(rows)
    while kept and not any(str(text).strip() for text in kept[-1].values()):
        kept.pop()
    return kept


def _box(column: Column, place: int, row: Mapping[str, Any], wrong: Mapping[str, str], known: Known) -> Box:
    text = str(row.get(column.name, ""))
    return Box(
        column, f"{PREFIX}-{place}-{column.name}", text, wrong.get(column.name, ""), _options(column, text, known)
    )


def _options(column: Column, text: str, known: Known) -> list[tuple[str, str]]:
    words: list[str] = []
    if column.kind == ColumnKind.CHOICE:
        words = list(column.choices)
    elif column.kind == ColumnKind.CHAIN and known.chains:
        words = sorted(known.chains)
    if not words:
        return []
    return [("", "请选择"), *((one, one) for one in words), *([(text, text)] if text and text not in words else [])]
