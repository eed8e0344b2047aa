"""The work of ``benchmarks.figures_run`` on the database of ``DATABASE_URL``: fill, measure, keep the plans."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402 - models need the set-up above

from benchmarks import figures  # noqa: E402
from tests.factories import build_city  # noqa: E402

DOCS = Path(__file__).resolve().parent.parent / "docs" / "explain"
Query = tuple[str, Any]


def main(projects: int, rounds: int) -> None:
    """One JSON object a ratio on the standard output, the plans to ``docs/explain/``."""
    call_command("migrate", verbosity=0)
    city = build_city()
    for ratio in figures.measure(city, rounds, projects):
        print(ratio.as_json(), flush=True)
    explain(figures.cases(city.dispatcher), projects)


def explain(cases: list[figures.Case], projects: int) -> None:
    """What the database does for each figure."""
    parts = [
        f"# Query plans of the figures: {connection.vendor}\n\n"
        f"Written by `python -m benchmarks.figures_run` with {projects:,} projects, as the dispatcher of the city who"
        " sees them all. Only reads of projects and their history are shown."
    ]
    for case in cases:
        with _reads() as reads:
            case.ours()
        plans = [f"```\n{sql}\n\n{_plan(sql, values)}\n```" for sql, values in reads]
        parts += [f"\n## {case.name}\n", f"{len(plans)} statements.\n", *plans]
    DOCS.mkdir(parents=True, exist_ok=True)
    (DOCS / f"figures-{connection.vendor}.md").write_text("\n".join(parts) + "\n", encoding="utf-8")


@contextmanager
def _reads() -> Iterator[list[Query]]:
    found: list[Query] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(("SELECT", "(SELECT")) and ('"ledger_project"' in sql or '"steps_transition"' in sql):
            found.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        yield found


def _plan(sql: str, values: Any) -> str:
    postgresql = connection.vendor == "postgresql"
    prefix = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)" if postgresql else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {sql}", values)
        return "\n".join(str(row[0] if postgresql else row[3]) for row in cursor.fetchall())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
