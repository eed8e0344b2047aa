"""The town at work in threads, while mirrors read and are shot now and then."""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

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


@dataclass
class Day:
    """One day of the town: each town does ``acts``, or works ``seconds``, whichever ends first."""

    towns: list[Town]
    mirrors: list[Mirror]
    acts: int
    seconds: float
    seed: int
    wrong: list[BaseException] = field(default_factory=list)

    def pass_by(self) -> list[BaseException]:
        """Work and read until the towns rest; answers what went wrong."""
        self.over = time.perf_counter() + self.seconds
        self.working = [threading.Thread(target=self._guarded, args=(self.work, town)) for town in self.towns]
        threads = [
            *self.working,
            *(threading.Thread(target=self._guarded, args=(self.follow, m)) for m in self.mirrors),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(self.seconds + PATIENCE)
        assert not any(thread.is_alive() for thread in threads)
        return self.wrong

    def work(self, town: Town) -> None:
        """Deeds of one worker."""
        for _ in range(self.acts):
            if time.perf_counter() > self.over:
                return
            town.act()

    def follow(self, mirror: Mirror) -> None:
        """Snapshot, then the feed, with crashes."""
        chance = random.Random(self.seed + self.mirrors.index(mirror))
        mirror.bootstrap()
        while any(thread.is_alive() for thread in self.working):
            if not mirror.read(stop=lambda: chance.random() < SHOT):
                time.sleep(0.02)

    def _guarded(self, body: Callable[[Any], None], whom: Any) -> None:
        try:
            body(whom)
        except BaseException as failure:
            traceback.print_exception(failure)  # where it went wrong; what is compared below is only that it did
            self.wrong.append(failure)
        finally:
            connection.close()
