"""节选: what of a pack is shown to somebody who does not see the whole region. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from workflow.packs.content import Change, PackContent, Page
from workflow.packs.kinds import ChangeKind


def excerpt_of(content: PackContent, projects: Collection[str], items: Collection[str]) -> PackContent:
    """Only these projects, and of their action items only these; no figures of the region; topics numbered anew, so
    that no gap tells of others.
    """
    agenda = [one for one in content.agenda if one.project in projects]
    changes = (one for one in content.changes if one.project in projects)
    return replace(
        content,
        figures=None,
        agenda=tuple(replace(one, position=place) for place, one in enumerate(agenda, 1)),
        changes=_told(changes, items),
        pages=tuple(_page(one, items) for one in content.pages if one.project in projects),
        is_excerpt=True,
    )


def items_of(content: PackContent) -> set[str]:
    """Keys of the action items that it speaks of."""
    tasks = {task.item for page in content.pages for task in page.tasks}
    return tasks | {_item_of(one) for one in content.changes if one.kind == ChangeKind.ITEM}


def _page(page: Page, items: Collection[str]) -> Page:
    tasks = tuple(one for one in page.tasks if one.item in items)
    return replace(page, tasks=tasks, changes=_told(page.changes, items))


def _told(changes: Iterable[Change], items: Collection[str]) -> tuple[Change, ...]:
    return tuple(one for one in changes if one.kind != ChangeKind.ITEM or _item_of(one) in items)


def _item_of(change: Change) -> str:
    return change.row.rpartition("/")[2]
