"""The long forms of the oracle: python -m tests.notifications.oracle.run --sources 2000 --years 3 --seed 1

``--examples 20000`` runs the property test of days and working days, ``--minutes 30`` the schedulers that are killed;
each alone or with the others. Prints the numbers and the bound. A year with 2,000 sources takes about ten minutes of
one processor. With ``--parts 5`` the sources are spread over so many cities, one after the other: seed, seed + 1, …
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def run(file: str, **environment: str) -> int:
    """One file of tests with these variables set, its words shown."""
    os.environ.update(environment)
    return int(pytest.main(["-q", "-s", "-p", "no:cacheprovider", "-n", "0", str(HERE / file)]))


def main() -> int:
    """What was asked for; 0 when all of it held."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sources", type=int, default=0, help="reminder sources of the simulated city")
    asked.add_argument("--years", type=float, default=3, help="simulated years from 2024-01-01, at most 3")
    asked.add_argument("--parts", type=int, default=1, help="spread over so many cities")
    asked.add_argument("--seconds", type=float, default=0, help="stop each part after so many, wherever it is")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--examples", type=int, default=0, help="instants for the property test of days")
    asked.add_argument("--minutes", type=float, default=0, help="for how long schedulers are killed")
    said = asked.parse_args()
    codes = []
    for part in range(said.parts if said.sources else 0):
        size = f"{said.sources // said.parts}x{said.years:g}"
        limit = {"LUODI_ORACLE_SECONDS": str(said.seconds)} if said.seconds else {}
        codes.append(run("test_three_years.py", LUODI_ORACLE=size, LUODI_ORACLE_SEED=str(said.seed + part), **limit))
    if said.examples:
        codes.append(run("test_days.py", LUODI_ORACLE_DAYS=str(said.examples)))
    if said.minutes:
        codes.append(run("test_schedulers.py", LUODI_SCHEDULERS=f"{said.minutes:g}", LUODI_ORACLE_SEED=str(said.seed)))
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
