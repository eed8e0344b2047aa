"""Rows locked until the transaction ends."""

from __future__ import annotations

from projects.errors import NotFound, Stale
from projects.people.models import Organisation
from projects.rows import one_or_none


def lock_tree() -> None:
    """One writer at a time gives or changes places in the tree: paths of whole subtrees move at once."""
    list(Organisation.objects.select_for_update(no_key=True).filter(depth=1).order_by("path").values_list("pk"))


def locked_organisation(organisation: Organisation, *, expected_version: int | None = None) -> Organisation:
    """The row as it is now. ``Stale`` when the caller has seen an older version."""
    found = one_or_none(Organisation.objects.select_for_update(of=("self",), no_key=True).filter(pk=organisation.pk))
    if found is None:
        raise NotFound("没有找到这个单位，或它不在您的查看范围内。")
    if expected_version is not None and found.version != expected_version:
        raise Stale
    return found


def save_version(organisation: Organisation, *names: str) -> None:
    """Save these fields under the lock with the next version."""
    organisation.version += 1
    organisation.save(update_fields=[*names, "version", "updated_at"])
