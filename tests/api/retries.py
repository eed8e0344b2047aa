"""The long form of row 17: ``python -m tests.api.retries --rounds 500 --seed 17`` on DATABASE_URL, or on SQLite."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

TEST = "tests/projects/gateway/test_web_server.py::test_one_key_makes_one_object_whatever_happens"


def main() -> int:
    """Run through pytest, which makes the database."""
    parser = argparse.ArgumentParser(prog="python -m tests.api.retries", description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=17)
    said = parser.parse_args()
    environment = {**os.environ, "LUODI_RETRIES": str(said.rounds), "LUODI_SEED": str(said.seed)}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-n0", TEST]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
