"""Who sees a project, as keys: ``/path`` of a unit, ``@id`` of a person. Pure.

An officer holds every key of a unit at or below the top of his scope, and his own.
"""

from __future__ import annotations

from collections.abc import Iterable

from projects.people.models import Officer


def unit_key(path: str) -> str:
    """Of a unit, by its path in the tree."""
    return f"/{path}"


def person_key(officer_id: object) -> str:
    """Of somebody who sees the project because he answers for it."""
    return f"@{officer_id}"


def written(keys: Iterable[str]) -> str:
    """As it is stored."""
    return " ".join(sorted(set(keys)))


def holds_one(officer: Officer, keys: str) -> bool:
    """Does the officer hold one of the stored ``keys``?"""
    root = officer.scope_root
    own = person_key(officer.pk)
    top = unit_key(root.path) if root is not None else None
    return any(key == own or (top is not None and key.startswith(top)) for key in keys.split())
