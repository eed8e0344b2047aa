"""Every number opens to the rows behind it."""

from __future__ import annotations

from projects.people.models import Officer
from workflow.statistics.figures import Cell, Row


def rows(officer: Officer, figure_key: str, *, limit: int | None = None, after: str = "") -> list[Row]:
    """The records behind the number ``figure_key``, those the officer may see today; order: day, number of the project, id.

    ``NotFound`` for a key that is none. ``limit`` with ``after`` (``"<effective_on>|<number>|<id>"`` of the last row, see
    ``cursor_of``) pages through long lists.
    """
    raise NotImplementedError


def cursor_of(row: Row) -> str:
    """What to give as ``after`` for the rows that follow ``row``."""
    return f"{row.effective_on or ''}|{row.number}|{row.id}"


def value_of(officer: Officer, figure_key: str) -> Cell:
    """The number itself, asked again."""
    raise NotImplementedError
