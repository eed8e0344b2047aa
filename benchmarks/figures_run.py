"""``python -m benchmarks.figures_run --projects 1000000``: figures against hand-written SQL, with their query plans.

On a private PostgreSQL; ``--sqlite`` measures on SQLite instead (100,000 is what it is meant for). Prints the ratios,
keeps them in benchmarks/results/ and writes the plans of every figure to ``docs/explain/``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ratio import Ratio
from benchmarks.run import RESULTS, ratios_in
from tests.servers import private_postgres

WORK = [sys.executable, "-m", "benchmarks.figures_work"]


def main() -> None:
    """Fill, measure, explain."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=1_000_000, help="how many projects the city has")
    parser.add_argument("--rounds", type=int, default=11, help="pairs of each figure")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as home:
        if given.sqlite:
            found = measured(f"sqlite:///{Path(home) / 'bench.sqlite3'}", home, given.projects, given.rounds)
        else:
            with private_postgres() as url:
                found = measured(url, home, given.projects, given.rounds)
    print("\n".join(ratio.as_line() for ratio in found))
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-figures.jsonl"
    kept.write_text("".join(f"{ratio.as_json()}\n" for ratio in found), encoding="utf-8")


def measured(url: str, home: str, projects: int, rounds: int) -> list[Ratio]:
    """In a process of its own, on that database."""
    environment = {**os.environ, "DATABASE_URL": url, "LUODI_HOME": home, "LUODI_DEMO": "1"}
    environment |= {"LUODI_LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [*WORK, str(projects), str(rounds)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return ratios_in(done.stdout)


if __name__ == "__main__":
    main()
