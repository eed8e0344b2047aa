"""The shape of 今天要办: lines, and what one room has for an officer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from workflow.steps.deadlines import Clock, clocks_of

FIRST = 8
"""How many lines of one kind are shown; the counts are of everything."""


@dataclass(frozen=True)
class Task:
    """One line: an icon, words with a link, and how pressing it is."""

    icon: str
    verb: str
    name: str
    url: str
    due: str = ""
    is_late: bool = False
    note: str = ""


@dataclass(frozen=True)
class Part:
    """What one room has for the officer: the first lines, the number of all, and the words for the sentence on top."""

    lines: list[Task] = field(default_factory=list)
    count: int = 0
    words: str = ""


@dataclass(frozen=True)
class Tasks:
    """All lines with the sentence on top."""

    title: str
    lines: list[Task]
    count: int


NOTHING = Part()


def clocks_to(days: list[date | None], *, on: date) -> dict[date | None, Clock]:
    """Deadline → its clock, for the days there are."""
    return {day: clock for day, clock in clocks_of([day for day in days if day], on=on).items()}


def told(clock: Clock | None) -> tuple[str, bool]:
    """The words of a clock, and whether it has run out."""
    return (clock.words, clock.is_overdue) if clock else ("", False)
