"""Migrate the database named by DATABASE_URL, fill it, and print one JSON object a ratio. Called by benchmarks.run."""

from __future__ import annotations

import sys

import django
from django.core.management import call_command

django.setup()

from benchmarks import lists, steps  # noqa: E402 - models need the set-up above
from tests.factories import build_city  # noqa: E402


def main(rounds: int) -> None:
    """``rounds`` pairs of each work."""
    call_command("migrate", verbosity=0)
    city = build_city()
    for ratio in (steps.measure(city, rounds), lists.measure(city, rounds)):
        print(ratio.as_json(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
