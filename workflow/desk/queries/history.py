"""What happened to a project, newest first: one timeline out of every source, paged by its last instant.

Three queries at most, however long the history: all sources are one union, of which one page is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from projects.people.models import Organisation
from workflow.desk.queries.happenings import Asked, Happening, happenings
from workflow.desk.queries.telling import Told, Units, tell

SHOWN = 50
FOLDED_BEYOND = 4
_MOST_SKIPPED = 2000


@dataclass(frozen=True)
class Cursor:
    """Go on at ``at``, of whose instant ``skip`` entries were shown before."""

    at: datetime
    skip: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.skip}"


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    at: datetime
    told: Told

    @property
    def day(self) -> date:
        """The local day it was recorded on."""
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Deed:
    """What one person did in one act: a confirmed plan is one deed of thirty entries. Many are folded to one line."""

    entries: list[Entry]

    @property
    def first(self) -> Entry:
        """The one that is read when it is folded."""
        return self.entries[0]

    @property
    def is_folded(self) -> bool:
        """Too many to be read one by one."""
        return len(self.entries) > FOLDED_BEYOND


@dataclass(frozen=True)
class Timeline:
    """One page, grouped by day. ``after``: where the next page begins, None on the last one."""

    days: list[tuple[date, list[Deed]]]
    after: Cursor | None
    count: int


def read_cursor(text: str) -> Cursor | None:
    """From the address; None for what is no cursor."""
    instant, _, skip = text.replace(" ", "+").partition("~")
    try:
        at = parse_datetime(instant)
    except ValueError:
        return None
    known = at is not None and at.tzinfo is not None and skip.isascii() and skip.isdecimal() and len(skip) < 5
    return Cursor(at, min(int(skip), _MOST_SKIPPED)) if known and at is not None else None


def timeline(asked: Asked, *, start: Cursor | None = None, size: int = SHOWN) -> Timeline:
    """The page that begins at ``start``, or the newest one."""
    skip = start.skip if start else 0
    found = happenings(asked, until=start.at if start else None, most=size + skip + 1)
    shown = found[skip : skip + size]
    units = _names_of_the_day(shown)
    entries = [Entry(one.at, tell(one, units)) for one in shown]
    days = [(day, _deeds(group)) for day, group in groupby(entries, key=lambda entry: entry.day)]
    more = len(found) > skip + size
    return Timeline(days, _after(entries, start) if more else None, len(entries))


def _deeds(entries: Iterable[Entry]) -> list[Deed]:
    return [Deed(list(group)) for _, group in groupby(entries, key=lambda entry: (entry.at, entry.told.who))]


def _names_of_the_day(shown: list[Happening]) -> Units:
    """The units that verified steps, by the name each bore on the day."""
    wanted = [(one.unit, timezone.localdate(one.at)) for one in shown if one.unit]
    if not wanted:
        return {}
    known = Organisation.objects.in_bulk({UUID(unit) for unit, _ in wanted})
    prefetch_related_objects(list(known.values()), "former_names")
    return {(unit, day): known[UUID(unit)].name_on(day) for unit, day in wanted}


def _after(entries: list[Entry], start: Cursor | None) -> Cursor:
    last = entries[-1].at
    same = sum(entry.at == last for entry in entries)
    return Cursor(last, same + (start.skip if start and start.at == last else 0))
