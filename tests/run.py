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

from tests.servers import CannotStart, private_postgres

PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--durations", "10"]
NOT_OURS = ("LUODI_DEMO", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
"""Not for the tests: they choose their database, and the processes they start need not compile everything again."""
BROWSER = ["chromium", "fonts-noto-cjk", "libatomic1"]
PAGES = (
    "tests/browser",
    "tests/projects/audit/test_look.py",
    "tests/projects/gateway/test_browser.py",
    "tests/projects/people/test_organisation_browser.py",
    "tests/access/test_fields.py",
    "tests/access/test_matrix.py",
    "tests/notifications/exchange/test_browser.py",
)
OUTSIDE = (
    "tests/clients/test_client.py",
    "tests/clients/test_controls.py",
    "tests/clients/test_quickstart.py",
    "tests/notifications/webhooks/test_addresses.py",
    "tests/projects/gateway/test_limit_stores.py",
    "tests/api/test_limits.py",
)
"""About texts, addresses, Redis or the network: they would say the same on any database."""
ON_SQLITE = [
    "--ignore-glob=*/test_*page*.py",
    "--ignore=tests/config/test_demo_load.py",
    "--ignore=tests/clients/test_conformance.py",
]
"""What a room's page says is asked on PostgreSQL; on SQLite the matrix and the browser open every page there is.

The kit walks the whole API once, on the database of a city; its negative controls run on SQLite.
"""
ON_POSTGRES = [*(f"--ignore={path}" for path in (*PAGES, *OUTSIDE)), "--ignore=tests/config/test_demo_whole.py"]
"""How pages look, and who may ask for which, do not differ by database; what is seen and counted does.

The demo's own database is SQLite: the whole of it is loaded there, its published projects on PostgreSQL.
"""


def main() -> int:
    """Run both; say how long each took; the exit code is that of the worst."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # servers end with us
    ensure_chromium()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    with postgres_server() as postgres:
        first = run("SQLite", [*PYTEST, *ON_SQLITE], environment)
        second = run("PostgreSQL", [*PYTEST, *ON_POSTGRES], {**environment, "DATABASE_URL": postgres})
    return max(first, second)


def run(name: str, command: list[str], environment: dict[str, str]) -> int:
    """One run of pytest."""
    say(f"== {name} ==")
    start = time.monotonic()
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
    if shutil.which("chromium") and find_library("atomic"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotStart("The browser tests need Chromium: apt-get install chromium fonts-noto-cjk libatomic1")
    say("Installing chromium, fonts-noto-cjk and libatomic1 …")
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
