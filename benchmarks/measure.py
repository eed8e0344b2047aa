"""Migrate the database named by DATABASE_URL, fill it, and print one JSON object a ratio. Called by benchmarks.run."""

from __future__ import annotations

import sys

import django
from django.core.management import call_command

django.setup()

from benchmarks import bulk, ciphers, feed, figures, lists, singles, steps  # noqa: E402 - models need the set-up above
from tests.factories import build_city  # noqa: E402

MEASURES = (steps.measure, lists.measure, ciphers.measure, feed.measure)


def main(rounds: int, projects: int) -> None:
    """``rounds`` pairs of each work; figures last, of so many projects more."""
    call_command("migrate", verbosity=0)
    city = build_city()
    for ratio in (measure(city, rounds) for measure in MEASURES):
        print(ratio.as_json(), flush=True)
    for ratio in singles.measure(city, rounds):
        print(ratio.as_json(), flush=True)
    for ratio in bulk.measure(city, max(rounds // 10, 5)):
        print(ratio.as_json(), flush=True)
    for ratio in figures.measure(city, max(rounds // 5, 5), projects):
        print(ratio.as_json(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
