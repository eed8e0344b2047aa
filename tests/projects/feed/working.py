"""The town at work in threads, while mirrors read and are shot now and then."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from django.db import connection

from tests.api.callers import Caller
from tests.projects.feed.mirror import Get, Mirror
from tests.projects.feed.town import Town

PATIENCE = 60
SHOT = 0.03
"""How likely a mirror dies before the next row of a page."""


def getter(client: Caller) -> Get:
    """GETs of a client."""

    def get(path: str) -> tuple[int, object]:
        answer = client.get(path)
        return answer.status, answer.body

    return get


def at_work(towns: list[Town], mirrors: list[Mirror], *, acts: int, seconds: float, seed: int) -> list[BaseException]:
    """Each town does ``acts``, or works ``seconds``, whichever ends first; answers what went wrong."""
    over, wrong = time.perf_counter() + seconds, list[BaseException]()
    at_rest = [threading.Event() for _ in towns]

    def work(town: Town, rest: threading.Event) -> None:
        try:
            for _ in range(acts):
                if time.perf_counter() > over:
                    return
                town.act()
        finally:
            rest.set()

    def follow(mirror: Mirror, chance: random.Random) -> None:
        mirror.bootstrap()
        while not all(rest.is_set() for rest in at_rest):
            if not mirror.read(stop=lambda: chance.random() < SHOT):
                time.sleep(0.02)

    bodies: list[Callable[[], None]] = [
        *(lambda town=town, rest=rest: work(town, rest) for town, rest in zip(towns, at_rest, strict=True)),  # type: ignore[misc]
        *(lambda mirror=mirror, n=n: follow(mirror, random.Random(seed + n)) for n, mirror in enumerate(mirrors)),  # type: ignore[misc]
    ]
    threads = [threading.Thread(target=_guarded, args=(body, wrong)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return wrong


def _guarded(body: Callable[[], None], wrong: list[BaseException]) -> None:
    try:
        body()
    except BaseException as failure:
        wrong.append(failure)
    finally:
        connection.close()
