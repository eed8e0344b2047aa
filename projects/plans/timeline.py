"""Where days stand on a drawn time line, in percent of its width. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MARGIN = timedelta(days=7)
MOST_TICKS = 8
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True)
class Bar:
    """From ``x`` on, so ``wide``; both in percent, as SVG wants them."""

    x: str
    wide: str


@dataclass(frozen=True)
class Tick:
    """The first day of a month."""

    x: str
    label: str


@dataclass(frozen=True)
class Timeline:
    """From the first to the last day shown."""

    first: date
    last: date

    @classmethod
    def over(cls, days: Iterable[date | None], on: date) -> Timeline:
        """Wide enough for all ``days`` and for today."""
        known = [on, *(day for day in days if day is not None)]
        return cls(min(known) - MARGIN, max(known) + MARGIN)

    def place(self, on: date) -> float:
        """0 … 100."""
        return 100 * (on - self.first).days / max(1, (self.last - self.first).days)

    def x(self, on: date) -> str:
        """Where a day stands."""
        return f"{self.place(on):.2f}%"

    def bar(self, start: date, end: date) -> Bar:
        """From ``start`` to the end of ``end``; never too thin to be seen."""
        wide = max(self.place(end + timedelta(days=1)) - self.place(start), 0.6)
        return Bar(self.x(start), f"{wide:.2f}%")

    def ticks(self) -> list[Tick]:
        """First days of months, as many as fit."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((one for one in _STEPS if months / one <= MOST_TICKS), _STEPS[-1])
        found = []
        for number in range(self.first.year * 12 + self.first.month, self.last.year * 12 + self.last.month):
            if number % step == 0:
                on = date(number // 12, number % 12 + 1, 1)
                found.append(Tick(self.x(on), f"{on:%Y-%m}"))
        return found
