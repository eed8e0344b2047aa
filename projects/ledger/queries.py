"""Reads of the ledger that every door shares."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, UUIDField

from projects.errors import NotFound
from projects.ledger.enterprises import known_enterprises
from projects.ledger.models import Enterprise, Project
from projects.ledger.models.projects import shape_of_sight
from projects.nested import Nested
from projects.people.models import Officer
from projects.statements import More, Slot, Statement

THESE = Slot("projects", UUIDField())
"""The projects a ``Statement`` is asked about: ``project__among=THESE``, and their keys as ``projects``."""


def visible_project(officer: Officer, project_id: UUID, more: More | None = None, *shape: Hashable) -> Project:
    """The project with its units and its company, or ``NotFound``: not there, or outside the officer's scope.

    ``more``: what the caller wants of it in the same statement, with its ``shape``.
    """
    asked = seen_projects(officer).then(_with_units, key=project_id)
    found: Project | None = (asked.then(more, *shape) if more else asked).first()
    if found is None:
        raise NotFound("没有找到这个项目，或它不在您的查看范围内。")
    return found


def seen_projects(officer: Officer) -> Statement:
    """The projects the officer sees, not yet asked for."""
    return Statement(lambda: Project.objects.visible_to(officer), *shape_of_sight(officer))


def _with_units(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The one of that key, with its units and its company. Not sorted: it is one at most."""
    found = projects.select_related("company", *Project.UNIT_FIELDS)
    return found.filter(pk=Slot("key", UUIDField())).order_by()


def nested_tags() -> Nested:
    """The names of the tags of each project, as a column of it."""
    tags = Project.tags.through.objects.filter(project=OuterRef("pk")).order_by("tag__name")
    return Nested(tags.values(name=F("tag__name")))


def registered_enterprise(officer: Officer, *, name: str, uscc: str) -> Enterprise | None:
    """The enterprise with this (checked) code; without a code, by its full name among those that have none."""
    return registered_enterprises(officer, [(uscc, name)]).get((uscc, "" if uscc else name))


def registered_enterprises(officer: Officer, meant: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Enterprise]:
    """The same for each (code, name): (code, "") or ("", name) → the enterprise. Two queries."""
    known = known_enterprises(meant)
    keys = {one.pk for one in known.values()}
    seen = Enterprise.objects.visible_to(officer).filter(pk__in=keys).values_list("pk", flat=True) if keys else ()
    visible = set(seen)
    return {key: one for key, one in known.items() if one.pk in visible}
