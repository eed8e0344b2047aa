"""Evidence named by its ids."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from projects.errors import Invalid
from projects.ledger.models import Evidence


def chosen_papers(project_id: UUID, ids: Iterable[UUID]) -> list[Evidence]:
    """The evidence of this project with these ids, or Invalid."""
    wanted = list(dict.fromkeys(ids))
    found = {one.pk: one for one in Evidence.objects.filter(project=project_id, pk__in=wanted)}
    if len(found) != len(wanted):
        raise Invalid("没有这份佐证材料，或它不属于本项目，请核对 evidence。", "evidence", "unknown_evidence")
    return [found[pk] for pk in wanted]
