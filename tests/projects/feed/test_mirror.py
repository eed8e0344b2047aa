"""A mirror built from snapshot and feed while the town works equals the source (contract of /changes/).

A slice of ``python -m tests.projects.feed.run``, which works for minutes and in other ways with every seed.
"""

from __future__ import annotations

import pytest

from tests.api.callers import CLERK, READ, caller
from tests.factories import City
from tests.projects.feed.mirror import Mirror, differing, snapshot
from tests.projects.feed.town import Town
from tests.projects.feed.working import Day, getter

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mirror_read_while_the_town_works_equals_the_source(city: City) -> None:
    begun = Town(city, 1)
    begun.begin()
    for _ in range(12):
        begun.act()
    clients = [caller(city.city, *READ), caller(city.district, *CLERK), caller(city.sibling, *READ)]
    mirrors = [Mirror(getter(client), limit=7) for client in clients]
    workers = [Town(city, 2), Town(city, 3)]
    wrong = Day(workers, mirrors, acts=14, seconds=30, seed=5).pass_by()
    assert not wrong, wrong
    assert sum(one.done.total() for one in workers) > 5
    for mirror in mirrors:
        mirror.catch_up()
        assert mirror.store["project"]
        assert differing(mirror.store, snapshot(mirror.get)) == []
        assert mirror.seen == sorted(set(mirror.seen))
    assert all(mirrors[0].store.values())


def test_a_mirror_that_does_not_read_on_differs(city: City) -> None:
    """The negative control of the comparison."""
    town = Town(city, 1)
    town.begin()
    for _ in range(5):
        town.act()
    mirror = Mirror(getter(caller(city.city, *READ)))
    mirror.bootstrap()
    for _ in range(10):
        town.act()
    assert differing(mirror.store, snapshot(mirror.get))
    mirror.catch_up()
    assert differing(mirror.store, snapshot(mirror.get)) == []
