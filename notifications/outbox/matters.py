"""What reminders are about, as the rooms above tell it: the name of a kind, of a thing, and what hangs on a project.

This room knows people and no more of what stands below; ``reminders`` registers every kind of subject.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from notifications.outbox.models import Occurrence
from projects.people.models import Officer


@dataclass(frozen=True)
class Named:
    """A thing as the officer may know it, and where it is."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Matter:
    """A kind of subject. ``named``: those of the keys that the officer may see. ``about``: what hangs on projects that
    the officer sees and whose name or number holds the words, as a condition on occurrences.
    """

    name: str
    label: str
    named: Callable[[Iterable[uuid.UUID], Officer], Mapping[uuid.UUID, Named]]
    about: Callable[[str, Officer], Q] = lambda words, officer: Q(pk__in=[])


_MATTERS: dict[str, Matter] = {}


def register(matter: Matter) -> None:
    """Make a kind known. The same name again replaces it."""
    _MATTERS[matter.name] = matter


def label_of(name: str) -> str:
    """The Chinese name of a kind."""
    return _MATTERS[name].label if name in _MATTERS else "其他"


def names_of(occurrences: Iterable[Occurrence], officer: Officer) -> dict[uuid.UUID, Named]:
    """The subjects that the officer may see, by their keys: one look a kind."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for one in occurrences:
        wanted.setdefault(one.subject_type, set()).add(one.subject_id)
    found: dict[uuid.UUID, Named] = {}
    for kind, keys in wanted.items():
        if kind in _MATTERS:
            found |= _MATTERS[kind].named(keys, officer)
    return found


def about_project(words: str, officer: Officer) -> Q:
    """Occurrences about projects whose name or number holds ``words``, and about whatever hangs on them."""
    found = Q(pk__in=[])
    for matter in _MATTERS.values():
        found |= Q(subject_type=matter.name) & matter.about(words, officer)
    return found
