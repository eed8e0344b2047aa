"""How late: in working days, by the loaded calendar; days that are not loaded go by their weekday, so nothing fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from projects.workdays.days import ONE_DAY, DayKind, plain_kind
from projects.workdays.queries import Worked, calendar, worked_days

REACH = timedelta(days=150)
"""Wide enough for 60 working days with every holiday of a year between them."""


def late_days(due_on: date, on: date) -> int:
    """Working days after ``due_on`` up to and with ``on``: 0 in time, and on the rest days right after the deadline."""
    if on <= due_on:
        return 0
    days = calendar(due_on, on)
    return sum(days.day(due_on + timedelta(days=n)).is_workday for n in range(1, (on - due_on).days + 1))


@dataclass(frozen=True)
class Bounds:
    """Days that divide deadlines by colour, as seen on one day.

    ``late``: due before it is late. ``very_late``: due before it is more than the yellow days late. ``soon``: due
    before it (and not late) is within the blue days.
    """

    late: date
    very_late: date
    soon: date


class Days:
    """The calendar around one day, loaded once; not at all where ``known`` begins early enough."""

    def __init__(self, on: date, known: Worked | None = None) -> None:
        self.on = on
        self._worked = worked_days(on - REACH, on + REACH, known=known)  # promised or not: a reading

    def back(self, number: int) -> date:
        """The ``number``-th working day before the last one up to and with ``on``; 0 is that last one."""
        return self._nth(self.on, -ONE_DAY, number)

    def ahead(self, number: int) -> date:
        """The ``number``-th working day after the first one after ``on``; 0 is that first one."""
        return self._nth(self.on + ONE_DAY, ONE_DAY, number)

    def _nth(self, day: date, step: timedelta, number: int) -> date:
        while True:
            if self._worked.get(day, plain_kind(day) == DayKind.WORKDAY):
                if number == 0:
                    return day
                number -= 1
            day += step

    def bounds(self, *, blue_days: int, yellow_days: int) -> Bounds:
        """``blue_days`` and ``yellow_days``: working days."""
        return Bounds(self.back(0), self.back(yellow_days), self.ahead(blue_days))
