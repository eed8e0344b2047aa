"""``python -m benchmarks.web.run --projects 20000``: list and detail over HTTP against the floor, in turns.

Both sides under granian with two processes, on one private PostgreSQL, asked by wrk (Debian's package) on sixteen
connections: as many systems of districts, each with its own key and connection, for who has more at work than the
others gives way to them (ADR 0035).
The limits count as always; their figures are raised, or it would be them that are measured.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ratio import Ratio
from benchmarks.run import keep
from config.management.commands.serve import _healthy
from config.serving.crew import THREADS
from tests.servers import end, free_port, private_postgres, wait_until

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONNECTIONS = 16
GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "2", "--log-level", "error"]
UNHINDERED = {"LUODI_LIMIT_READS": "100000000", "LUODI_WATCH": "0", "LUODI_LOG_LEVEL": "ERROR"}


@dataclass
class Side:
    """One of the two: where it listens and what it is asked."""

    port: int
    asks: Path
    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def measure(self, seconds: int, seed: int) -> None:
        """One stretch; the first, of seed 0, only warms up."""
        environment = {**os.environ, "BENCH_ASKS": str(self.asks), "BENCH_SEED": str(seed)}
        command = ["wrk", f"-t{CONNECTIONS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
        command += ["-s", str(HERE / "asks.lua")]
        command.append(f"http://127.0.0.1:{self.port}/")
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        if told["wrong"]:
            raise SystemExit(f"{told['wrong']} answers were none: {done.stdout}")
        if seed:
            self.rates.append(told["rate"])
            self.waits.append(told["p95"])


def main() -> None:
    """Measure, print, keep."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=20_000, help="how many projects there are")
    parser.add_argument("--rounds", type=int, default=6, help="stretches of each side")
    parser.add_argument("--seconds", type=int, default=5, help="of one stretch")
    parser.add_argument("--warm", type=int, default=20, help="seconds before: each connection plans its statements")
    given = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    ratios: list[Ratio] = []
    with ExitStack() as stack:
        url = stack.enter_context(private_postgres())
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="luodi-bench-"))
        own = {"DATABASE_URL": url, "LUODI_HOME": home, "LUODI_DEMO": "1", "BENCH_DSN": _named(url)}
        environment = {**os.environ, **own, **UNHINDERED, "DJANGO_SETTINGS_MODULE": "config.settings"}
        fill = [sys.executable, "-m", "benchmarks.web.fill", str(given.projects), str(CONNECTIONS), home]
        subprocess.run(fill, env=environment, check=True)
        ours = stack.enter_context(_serving("config.wsgi:application", environment))
        floor = stack.enter_context(_serving("benchmarks.web.floor:application", environment))
        for work, goal in (("list", 0.60), ("detail", 0.25)):
            asks = Path(home) / work
            sides = [Side(ours, asks.with_suffix(".ours")), Side(floor, asks.with_suffix(".floor"))]
            for number in range(given.rounds + 1):
                for side in sides if number % 2 else reversed(sides):
                    side.measure(given.seconds if number else given.warm, number)
            ratios.append(_ratio(work, goal, *sides))
    print("\n".join(ratio.as_line() for ratio in ratios))
    keep(ratios, "web")


def _ratio(work: str, goal: float, ours: Side, floor: Side) -> Ratio:
    each = [mine / least for mine, least in zip(ours.rates, floor.rates, strict=True)]
    slower = statistics.median(ours.waits) / statistics.median(floor.waits)
    print(f"{work}: p95 {slower:.1f} times that of the floor")
    return Ratio(f"{work} over HTTP, answers a second", "raw WSGI, PostgreSQL's JSON", len(each),
                 round(statistics.median(each), 3), goal)  # fmt: skip


@contextmanager
def _serving(application: str, environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [*GRANIAN, application, "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", str(THREADS)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        wait_until(lambda: _healthy("127.0.0.1", port), application, process)
        yield port
    finally:
        end(process)


def _named(url: str) -> str:
    """The same database as libpq names it."""
    folder, _, name = url.removeprefix("postgresql://luodi@/").rpartition("/")
    return f"host={folder} dbname={name} user=luodi"


if __name__ == "__main__":
    main()
