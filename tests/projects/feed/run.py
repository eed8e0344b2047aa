"""The long form of the mirror test: ``python -m tests.projects.feed.run --minutes 10 --seed N``.

On the database of ``DATABASE_URL`` (a test database beside it, SQLite without one). Ends with 1 when a mirror differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

MINUTES, SEED = "LUODI_FEED_MINUTES", "LUODI_FEED_SEED"


def main() -> int:
    """Parse, then run the test that is meant for it."""
    parser = argparse.ArgumentParser(prog="python -m tests.projects.feed.run", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    environment = {**os.environ, MINUTES: str(asked.minutes), SEED: str(asked.seed)}
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-s", "tests/projects/feed/long_mirror.py"]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
