"""Reads of the ledger that every door shares."""

from __future__ import annotations

from uuid import UUID

from projects.errors import NotFound
from projects.ledger.enterprises import known_enterprise
from projects.ledger.models import Enterprise, Project
from projects.people.models import Officer


def visible_project(officer: Officer, project_id: UUID) -> Project:
    """The project with its units and its company, or ``NotFound``: not there, or outside the officer's scope."""
    seen = Project.objects.visible_to(officer).select_related("company", *Project.UNIT_FIELDS)
    found = seen.filter(pk=project_id).first()
    if found is None:
        raise NotFound("没有找到这个项目，或它不在您的查看范围内。")
    return found


def registered_enterprise(officer: Officer, *, name: str, uscc: str) -> Enterprise | None:
    """The enterprise with this (checked) code; without a code, by its full name among those that have none."""
    known = known_enterprise(uscc, name)
    return known if known and Enterprise.objects.visible_to(officer).filter(pk=known.pk).exists() else None
