"""Investors and tags of projects, set in as many statements for a thousand projects as for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from projects.ledger.models import Project, Tag
from projects.ledger.services.drafting import Many


def set_belongings(wanted: Sequence[tuple[Project, Many]]) -> None:
    """Make the investors and tags of each project exactly those given; what is not given stays."""
    investors = {project.pk: {one.pk for one in many["investors"]} for project, many in wanted if "investors" in many}
    names = {project.pk: many["tags"] for project, many in wanted if "tags" in many}
    tags = _tags({name for own in names.values() for name in own})
    _set(Project.investors.through, "enterprise_id", investors)
    _set(Project.tags.through, "tag_id", {key: {tags[name] for name in own} for key, own in names.items()})
    for project, _ in wanted:
        project.__dict__.pop("_prefetched_objects_cache", None)


def _set(through: Any, column: str, wanted: dict[UUID, set[Any]]) -> None:
    if not wanted:
        return
    stored: dict[tuple[UUID, Any], int] = {
        (project, item): pk
        for pk, project, item in through.objects.filter(project__in=list(wanted)).values_list(
            "pk", "project_id", column
        )
    }
    pairs = [(project, item) for project, items in wanted.items() for item in sorted(items)]
    gone = [pk for pair, pk in stored.items() if pair[1] not in wanted[pair[0]]]
    if gone:
        through.objects.filter(pk__in=gone).delete()
    new = [pair for pair in pairs if pair not in stored]
    # Whoever sets the same at the same moment adds no second row.
    through.objects.bulk_create(
        [through(**{"project_id": project, column: item}) for project, item in new], ignore_conflicts=True
    )


def _tags(names: Collection[str]) -> dict[str, int]:
    """Name → key; those that nobody used before are registered."""
    known = _keys(names)
    missing = sorted(set(names) - known.keys())
    if missing:
        Tag.objects.bulk_create([Tag(name=name) for name in missing], ignore_conflicts=True)
        known |= _keys(missing)
    return known


def _keys(names: Iterable[str]) -> dict[str, int]:
    wanted = list(names)
    return dict(Tag.objects.filter(name__in=wanted).order_by().values_list("name", "pk")) if wanted else {}
