"""节选: what of a pack is shown to somebody who does not see the whole region. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from workflow.packs.content import PackContent


def excerpt_of(content: PackContent, projects: Collection[str]) -> PackContent:
    """Only these projects; no figures of the region; topics numbered anew, so that no gap tells of others."""
    agenda = [one for one in content.agenda if one.project in projects]
    return replace(
        content,
        figures=None,
        agenda=tuple(replace(one, position=place) for place, one in enumerate(agenda, 1)),
        changes=tuple(one for one in content.changes if one.project in projects),
        pages=tuple(one for one in content.pages if one.project in projects),
        is_excerpt=True,
    )
