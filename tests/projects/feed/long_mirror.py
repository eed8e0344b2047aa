"""Run by ``run.py``; its name keeps it out of the suite."""

from __future__ import annotations

import os
import sys
from collections import Counter

import pytest

from projects.feed.models import FeedChange
from tests.api.callers import CLERK, READ, caller
from tests.factories import City
from tests.projects.feed.mirror import Mirror, differing, snapshot
from tests.projects.feed.run import MINUTES, SEED
from tests.projects.feed.town import Town
from tests.projects.feed.working import Day, getter

pytestmark = pytest.mark.django_db(transaction=True)
A_ROUND = 60.0


def test_mirrors_equal_the_source_after_every_round(city: City) -> None:
    seed, left = int(os.environ[SEED]), float(os.environ[MINUTES]) * 60
    workers = [Town(city, seed * 10 + number) for number in range(3)]
    workers[0].begin()
    clients = [caller(city.city, *READ), caller(city.district, *CLERK), caller(city.sibling, *READ)]
    for turn in range(max(1, round(left / A_ROUND))):
        mirrors = [Mirror(getter(client), limit=limit) for client, limit in zip(clients, (1, 7, 50), strict=True)]
        wrong = Day(workers, mirrors, acts=10_000, seconds=min(left, A_ROUND), seed=seed + turn).pass_by()
        assert not wrong, wrong
        for mirror in mirrors:
            mirror.catch_up()
            assert differing(mirror.store, snapshot(mirror.get)) == []
            assert mirror.seen == sorted(set(mirror.seen))
        sizes = [{kind: len(rows) for kind, rows in mirror.store.items()} for mirror in mirrors]
        left_sight = FeedChange.objects.exclude(before="").count()
        sys.stdout.write(
            f"round {turn + 1}: {FeedChange.objects.count()} changes, {left_sight} of sight; mirrors {sizes}\n"
        )
    done, refused = (
        sum(counts, Counter[str]()) for counts in ([one.done for one in workers], [one.refused for one in workers])
    )
    sys.stdout.write(f"done {done.total()}: {dict(done)}\nrefused {refused.most_common(12)}\n")
