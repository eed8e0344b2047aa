"""The work of ``benchmarks.figures_run`` on the database of ``DATABASE_URL``: fill, measure, keep the plans."""

from __future__ import annotations

import sys

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402 - models need the set-up above

from benchmarks import figures  # noqa: E402
from benchmarks.plans import DOCS, plan_of, reads  # noqa: E402
from tests.factories import build_city  # noqa: E402


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
        with reads(_is_read) as found:
            case.ours()
        plans = [f"```\n{sql}\n\n{plan_of(sql, values)}\n```" for sql, values in found]
        parts += [f"\n## {case.name}\n", f"{len(plans)} statements.\n", *plans]
    DOCS.mkdir(parents=True, exist_ok=True)
    (DOCS / f"figures-{connection.vendor}.md").write_text("\n".join(parts) + "\n", encoding="utf-8")


def _is_read(sql: str) -> bool:
    return sql.startswith(("SELECT", "(SELECT")) and ('"ledger_project"' in sql or '"steps_transition"' in sql)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
