"""Reads as the database sees them, for ``docs/explain/``. Import it after ``django.setup()``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

DOCS = Path(__file__).resolve().parent.parent / "docs" / "explain"
Query = tuple[str, Any]


@contextmanager
def reads(of: Callable[[str], bool]) -> Iterator[list[Query]]:
    """Statements asked within, with their values, as far as ``of`` wants them."""
    found: list[Query] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
        if of(sql):
            found.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        yield found


def plan_of(sql: str, values: Any) -> str:
    """What the database does for it, as text."""
    postgresql = connection.vendor == "postgresql"
    prefix = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)" if postgresql else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {sql}", values)
        return "\n".join(str(row[0] if postgresql else row[3]) for row in cursor.fetchall())
