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
    rounds = parser.parse_args().rounds
    with private_postgres() as url, tempfile.TemporaryDirectory(prefix="luodi-bench-") as home:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "LUODI_HOME": home,
            "LUODI_DEMO": "1",
            "LUODI_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        command = [sys.executable, "-m", "benchmarks.measure", str(rounds)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    ratios = [Ratio(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]
    print("\n".join(ratio.as_line() for ratio in ratios))
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl"
    kept.write_text("".join(f"{ratio.as_json()}\n" for ratio in ratios), encoding="utf-8")


if __name__ == "__main__":
    main()
