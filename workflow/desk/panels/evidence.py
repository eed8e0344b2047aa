"""佐证: the documents by kind; pictures small, what is void struck through, long kinds folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from projects.ledger.models import FILES_PER_ITEM, Evidence
from workflow.desk.panels.base import Panel, Visit

SHOWN = 12
"""Files of a kind that stand open; the rest is folded, and its pictures load when it is unfolded."""


@dataclass
class Item:
    """One document: its files in their order."""

    files: list[Evidence] = field(default_factory=list)

    @property
    def first(self) -> Evidence:
        """The file that speaks for the document: a valid one where there is one."""
        return next((one for one in self.files if not one.is_withdrawn), self.files[0])

    @property
    def has_room(self) -> bool:
        """May files be added?"""
        valid = sum(not one.is_withdrawn for one in self.files)
        return 0 < valid < FILES_PER_ITEM


@dataclass
class Group:
    """All documents of one kind."""

    label: str
    number: int
    shown: list[Item] = field(default_factory=list)
    folded: list[Item] = field(default_factory=list)

    @property
    def number_folded(self) -> int:
        """Files that are folded away."""
        return sum(len(item.files) for item in self.folded)


def _fill(visit: Visit) -> dict[str, Any]:
    papers = list(visit.project.evidence.select_related("uploaded_by", "withdrawn_by"))
    return {"groups": list(_groups(papers)), "papers": papers}


def _groups(papers: Iterable[Evidence]) -> Iterator[Group]:
    """``papers`` come ordered by kind, the newest first."""
    for _, files in groupby(papers, key=lambda one: one.kind):
        held = list(files)
        group = Group(held[0].get_kind_display(), len(held))
        seen = 0
        for item in _items(held):
            (group.shown if seen < SHOWN else group.folded).append(item)
            seen += len(item.files)
        yield group


def _items(files: Iterable[Evidence]) -> list[Item]:
    items: dict[UUID, Item] = {}
    for one in files:
        items.setdefault(one.item, Item()).files.append(one)
    for item in items.values():
        item.files.sort(key=lambda one: (one.place, one.uploaded_at))
    return list(items.values())


def _rows(visit: Visit) -> QuerySet[Any]:
    return Evidence.objects.valid().filter(project=visit.project)


PANEL = Panel("evidence", "佐证", "desk/tabs/_evidence.html", _fill, _rows)
