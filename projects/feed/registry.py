"""What the rooms above say about themselves at start: which acts change what, who sees it, how it is shown.

A room has a module ``feeding`` that calls these; ``FeedConfig.ready`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from projects.audit.hearing import Heard
from projects.people.models import Officer

PROJECT = "project"

Address = Callable[..., str]
"""The absolute address of a named route of the API."""
Show = Callable[[Officer, Collection[UUID], Address], Mapping[UUID, dict[str, Any]]]
"""The objects among these that the officer sees, as the API answers them: a fixed number of queries."""


@dataclass(frozen=True)
class Kind:
    """Objects of one kind. ``scopes``: who holds one of them hears of the kind. ``words``: type → Chinese."""

    name: str
    label: str
    scopes: tuple[str, ...]
    show: Show
    types: Mapping[str, str]


@dataclass(frozen=True)
class Touch:
    """An object that an act has changed, or whose representation it has changed."""

    kind: str
    object_id: UUID
    type: str
    project_id: UUID | None = None


Reading = Callable[[Heard], Iterable[Touch]]
Sights = Callable[[Collection[UUID]], Mapping[UUID, set[str]]]
Children = Callable[[Collection[UUID]], Iterable[Touch]]

KINDS: dict[str, Kind] = {}
_READINGS: dict[type[models.Model], list[Reading]] = {}
_SIGHTS: list[Sights] = []
_CHILDREN: list[Children] = []


def register(kind: Kind) -> None:
    """Feed this kind."""
    KINDS[kind.name] = kind


def on(model: type[models.Model], reading: Reading) -> None:
    """What an act on a row of ``model`` has changed. Called before the transaction ends; it may read the database."""
    found = _READINGS.setdefault(model, [])
    if reading not in found:
        found.append(reading)


def see_projects(sights: Sights) -> None:
    """Keys of those who see each of these projects now (``sight``)."""
    if sights not in _SIGHTS:
        _SIGHTS.append(sights)


def of_projects(children: Children) -> None:
    """What whoever begins to see these projects begins to see with them."""
    if children not in _CHILDREN:
        _CHILDREN.append(children)


def touches_of(act: Heard) -> list[Touch]:
    """Everything the act has changed."""
    readings = _READINGS.get(type(act.subject), ()) if act.subject is not None else ()
    return [touch for reading in readings for touch in reading(act)]


def sights_of(projects: Collection[UUID]) -> dict[UUID, set[str]]:
    """Project → keys, together from all who know; projects that are no more are left out."""
    found: dict[UUID, set[str]] = {}
    for sights in _SIGHTS:
        for project, keys in sights(projects).items():
            found.setdefault(project, set()).update(keys)
    return found


def children_of(projects: Collection[UUID]) -> list[Touch]:
    """Everything that is seen with these projects."""
    return [touch for children in _CHILDREN for touch in children(projects)]
