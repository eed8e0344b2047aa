"""``make test``: everything, on SQLite and on PostgreSQL, with servers of our own. Starts what it needs itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library

from tests.browsing import BROWSERS
from tests.servers import CannotStart, private_postgres
from tests.shares import not_on_postgres, not_on_sqlite

PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--durations", "10"]
NOT_OURS = ("LUODI_DEMO", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
"""Not for the tests: they choose their database, and the processes they start need not compile everything again."""
BROWSER = ["chromium-headless-shell", "fonts-noto-cjk", "libatomic1"]


def main() -> int:
    """Run both; say how long each took; the exit code is that of the worst."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # servers end with us
    ensure_chromium()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    with postgres_server() as postgres:
        first = run("SQLite", not_on_sqlite(), environment)
        second = run("PostgreSQL", not_on_postgres(), {**environment, "DATABASE_URL": postgres})
    return max(first, second)


def run(name: str, left_out: list[str], environment: dict[str, str]) -> int:
    """One run of pytest."""
    say(f"== {name} ==")
    start = time.monotonic()
    command = [*PYTEST, *(f"--ignore={path}" for path in left_out if os.environ.get("LUODI_BOTH") != "1")]
    code = subprocess.run([*command, *sys.argv[1:]], env=environment, check=False).returncode
    say(f"== {name}: {'passed' if code == 0 else f'failed ({code})'} in {time.monotonic() - start:.0f} s ==")
    return code


@contextmanager
def postgres_server() -> Iterator[str]:
    """``DATABASE_URL`` if it names a PostgreSQL, else a private one."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    with private_postgres() as url:
        yield url


def ensure_chromium() -> None:
    """Find Chromium and the library that playwright's driver is linked to, or install them where we may."""
    if any(map(shutil.which, BROWSERS)) and find_library("atomic"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotStart(f"The browser tests need Chromium: apt-get install {' '.join(BROWSER)}")
    say(f"Installing {', '.join(BROWSER)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *BROWSER]
    for command in (["apt-get", "update", "-qq"], install):
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=True)


def say(text: str) -> None:
    """Say it at once, between the lines of pytest."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotStart as refusal:
        sys.exit(f"cannot run the tests: {refusal}")
