"""``python -m benchmarks.list_run --projects 50000``: the list of projects and its export, on both databases.

Writes the query plans of the list, its sums and its export to ``docs/explain/`` and prints what an export of all
projects with every column takes: seconds and the most memory of the process that writes it (goal < 512 MB).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from tests.servers import private_postgres

WORK = [sys.executable, "-m", "benchmarks.list_work"]


def main() -> None:
    """SQLite first, then a private PostgreSQL."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=50_000, help="how many projects the list has")
    projects = str(parser.parse_args().projects)
    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as home:
        measure(f"sqlite:///{Path(home) / 'bench.sqlite3'}", home, projects)
    with private_postgres() as url, tempfile.TemporaryDirectory(prefix="luodi-bench-") as home:
        measure(url, home, projects)


def measure(url: str, home: str, projects: str) -> None:
    """Each work in a process of its own, so that the memory is its own."""
    environment = {**os.environ, "DATABASE_URL": url, "LUODI_HOME": home, "LUODI_DEMO": "1"}
    environment |= {"LUODI_LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "config.settings"}
    for work in (["fill", projects], ["explain"], ["export", "xlsx"], ["export", "csv"]):
        subprocess.run([*WORK, *work], env=environment, check=True)


if __name__ == "__main__":
    main()
