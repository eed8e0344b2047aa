"""A mirror built from snapshot and feed while the town works equals the source (contract of /changes/)."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from projects.workdays.services import load_years
from tests.api.callers import CLERK, READ, Caller, caller
from tests.factories import NOW, City, build_city
from tests.projects.feed.mirror import Get, Mirror, differing, snapshot
from tests.projects.feed.town import Town

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def town() -> City:
    year = timezone.localdate().year
    load_years(year, year, now=timezone.now())
    return build_city()


def getter(client: Caller) -> Get:
    def get(path: str) -> tuple[int, object]:
        answer = client.get(path)
        return answer.status, answer.body

    return get


def at_work(towns: list[Town], seconds: float, mirrors: list[Mirror], seed: int) -> list[BaseException]:
    """The town works in threads; each mirror reads meanwhile, and is shot now and then."""
    over = time.monotonic() + seconds
    wrong: list[BaseException] = []

    def guarded(body: object) -> None:
        try:
            body()  # type: ignore[operator]
        except BaseException as failure:
            wrong.append(failure)
        finally:
            connection.close()

    def work(one: Town) -> None:
        while time.monotonic() < over:
            one.act()

    def follow(mirror: Mirror, chance: random.Random) -> None:
        mirror.bootstrap()
        while time.monotonic() < over:
            if not mirror.read(stop=lambda: chance.random() < 0.03):
                time.sleep(0.02)

    bodies = [lambda one=one: work(one) for one in towns]
    bodies += [lambda mirror=mirror, n=n: follow(mirror, random.Random(seed + n)) for n, mirror in enumerate(mirrors)]
    threads = [threading.Thread(target=guarded, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return wrong


def test_a_mirror_read_while_the_town_works_equals_the_source(town: City) -> None:
    begun = Town(town, 1)
    for _ in range(60):
        begun.act()
    clients = [caller(town.city, *READ), caller(town.district, *CLERK), caller(town.sibling, *READ)]
    mirrors = [Mirror(getter(client), limit=7) for client in clients]
    workers = [Town(town, 2), Town(town, 3)]
    wrong = at_work(workers, 4.0, mirrors, seed=5)
    assert not wrong, wrong
    assert sum(one.done.total() for one in workers) > 20
    for mirror in mirrors:
        mirror.catch_up()
        assert differing(mirror.store, snapshot(mirror.get)) == []
        assert mirror.seen == sorted(set(mirror.seen))
