"""Two sides of one piece of work, timed in turns: A B A B. A ratio of medians outlives the machine it was taken on."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """``ratio`` = floor's median ÷ ours: 1.0 is the floor, 0.5 twice its time. ``goal`` is that of performance.md."""

    work: str
    floor: str
    rounds: int
    ratio: float
    goal: float

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def as_line(self) -> str:
        return f"{self.work:<44} ÷ {self.floor:<44} {self.ratio:5.2f}   goal ≥ {self.goal:.2f}   ({self.rounds} rounds)"


def compare(work: str, floor: str, pairs: list[tuple[Work, Work]], *, goal: float) -> Ratio:
    """Time each pair (ours, floor), every second one in the opposite order; the first tenth only warms up."""
    ours: list[float] = []
    least: list[float] = []
    for number, (mine, raw) in enumerate(pairs):
        sides = [(mine, ours), (raw, least)]
        for side, taken in sides if number % 2 else reversed(sides):
            start = time.perf_counter()
            side()
            taken.append(time.perf_counter() - start)
    warm = len(pairs) // 10
    ratio = statistics.median(least[warm:]) / statistics.median(ours[warm:])
    return Ratio(work, floor, len(pairs) - warm, round(ratio, 3), goal)
