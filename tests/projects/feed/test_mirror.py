"""A mirror built from snapshot and feed while the town works equals the source (contract of /changes/).

A slice of ``python -m tests.projects.feed.run``, which works for minutes and in other ways with every seed.
"""

from __future__ import annotations

import pytest
from django.utils import timezone

from projects.ledger.services import update_project
from tests.api.callers import CLERK, READ, caller
from tests.factories import City, new_project
from tests.projects.feed.mirror import Mirror, differing, snapshot
from tests.projects.feed.town import Town
from tests.projects.feed.working import Day, getter
from workflow.steps.services import take_step

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


@pytest.mark.parametrize(("ordering", "lost"), [("number", 0), ("-updated_at", 1)])
def test_projects_read_by_number_keep_the_steps_of_one_that_changes_meanwhile(
    city: City, ordering: str, lost: int
) -> None:
    """By the last change, it moves to a page that was read before: the feed tells of it, not of its earlier steps."""
    now, clerk = timezone.now(), city.clerk
    moving, *others = [new_project(city, name=f"项目{number}", investor=f"投资人{number}") for number in range(3)]
    take_step(moving.pk, "suspend", by=clerk, effective_on=timezone.localdate(now), note="停", reason="other", now=now)
    for one in others:
        update_project(one.pk, {"summary": "先"}, by=clerk, now=timezone.now())
    plain, read = getter(caller(city.city, *READ)), list[str]()

    def moved_after_the_first_page(path: str) -> tuple[int, object]:
        answer = plain(path)
        if path.startswith("/projects/?") and not read:
            update_project(moving.pk, {"summary": "后"}, by=clerk, now=timezone.now())
        read.append(path)
        return answer

    mirror = Mirror(plain)
    mirror.bootstrap()
    mirror.store = snapshot(moved_after_the_first_page, ordering=ordering, size=1)
    mirror.catch_up()
    told = differing(mirror.store, snapshot(plain))
    assert [one.partition(" ")[0] for one in told] == ["transition"] * lost
