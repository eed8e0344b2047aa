"""``make bench``: private PostgreSQL, a seeded city, ratios on the screen and in benchmarks/results/."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ratio import Ratio
from tests.servers import private_postgres

RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    """Measure, print, keep."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="pairs of each work")
    parser.add_argument("--projects", type=int, default=20_000, help="how many projects the figures are asked of")
    given = parser.parse_args()
    with private_postgres() as url, tempfile.TemporaryDirectory(prefix="luodi-bench-") as home:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "LUODI_HOME": home,
            "LUODI_DEMO": "1",
            "LUODI_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        command = [sys.executable, "-m", "benchmarks.measure", str(given.rounds), str(given.projects)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    ratios = ratios_in(done.stdout)
    print("\n".join(ratio.as_line() for ratio in ratios))
    keep(ratios)


def keep(ratios: list[Ratio], kind: str = "") -> None:
    """Write them to ``benchmarks/results``."""
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}{kind and f'-{kind}'}.jsonl"
    kept.write_text("".join(f"{ratio.as_json()}\n" for ratio in ratios), encoding="utf-8")


def ratios_in(told: str) -> list[Ratio]:
    """One JSON object a line; whatever else was printed is left out."""
    return [Ratio(**json.loads(line)) for line in told.splitlines() if line.startswith("{")]


if __name__ == "__main__":
    main()
