"""The demo's past, replayed in the order of time, so that numbers and records come out as they would have."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[datetime], None]
BATCH = 100


class Diary:
    """Acts with their instants. An act may write further ones."""

    def __init__(self) -> None:
        self._entries: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def write(self, at: datetime, act: Act) -> None:
        """``act`` is to happen at ``at``; of two at one instant the one written first."""
        heapq.heappush(self._entries, (at, next(self._order), act))

    def replay(self, *, until: datetime, on_year: Callable[[int], None], on_batch: Callable[[], None]) -> int:
        """Let everything up to ``until`` happen; answers how much did.

        ``on_year`` hears each year that begins; ``on_batch`` is called after every ``BATCH`` acts.
        """
        year = happened = 0
        while self._entries and self._entries[0][0] <= until:
            at, _, act = heapq.heappop(self._entries)
            if at.year != year:
                year = at.year
                on_year(year)
            act(at)
            happened += 1
            if happened % BATCH == 0:
                on_batch()
        return happened
