"""Photographs and documents beside a report or a problem: links to evidence of the same project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from projects.errors import Invalid
from projects.ledger.models import Evidence, Project

LABEL = "照片和材料"


def checked_papers(project: Project, chosen: Iterable[Evidence]) -> list[Evidence]:
    """``chosen``, each once; ``Invalid`` when one belongs to another project."""
    papers = list(dict.fromkeys(chosen))
    if any(one.project_id != project.pk for one in papers):
        raise Invalid("只能引用本项目的佐证材料，请重新选择。", "evidence")
    return papers


def shown_papers(row: Any) -> dict[str, str]:
    """Their titles, for the history of rows."""
    titles = "、".join(row.evidence.order_by("uploaded_at", "pk").values_list("title", flat=True)) if row.pk else ""
    return {LABEL: titles} if titles else {}
