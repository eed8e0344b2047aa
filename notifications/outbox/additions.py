"""What the rooms above add to a reminder, so that this room need not know them: a link in the mail, a part of the page.

A room registers its addition in its module ``registration``. The same name again replaces it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notifications.outbox.models import Occurrence
from projects.people.models import Officer


@dataclass(frozen=True)
class AnswerLink:
    """Where the reader of a mail answers without signing in: full address, word on the button, by when an answer is
    in time, and until when the link is good.
    """

    url: str
    label: str
    by: datetime
    until: datetime


@dataclass(frozen=True)
class Part:
    """A part of the page of one reminder."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """A word about a reminder in the list. ``colour`` as of the tags: green, yellow, red, grey or empty."""

    text: str
    colour: str = ""


@dataclass(frozen=True)
class Addition:
    """What one room adds. ``marks`` answers for many reminders at once, by their keys."""

    answer_link: Callable[[Occurrence], AnswerLink | None] = lambda occurrence: None
    part: Callable[[Occurrence, Officer, datetime], Part | None] = lambda occurrence, officer, now: None
    marks: Callable[[Sequence[Occurrence], datetime], Mapping[uuid.UUID, Mark]] = lambda occurrences, now: {}


_ADDED: dict[str, Addition] = {}


def register(name: str, addition: Addition) -> None:
    """Make an addition known."""
    _ADDED[name] = addition


def answer_link(occurrence: Occurrence) -> AnswerLink | None:
    """The first link that a room has for this reminder."""
    return next(filter(None, (one.answer_link(occurrence) for one in _ADDED.values())), None)


def parts(occurrence: Occurrence, officer: Officer, now: datetime) -> list[Part]:
    """Parts of the page, as the officer may see them."""
    return [part for one in _ADDED.values() if (part := one.part(occurrence, officer, now))]


def marks(occurrences: Sequence[Occurrence], now: datetime) -> dict[uuid.UUID, list[Mark]]:
    """Words about each of them."""
    found: dict[uuid.UUID, list[Mark]] = {}
    for one in _ADDED.values():
        for key, mark in one.marks(occurrences, now).items():
            found.setdefault(key, []).append(mark)
    return found
