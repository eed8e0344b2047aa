"""佐证: the documents."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.ledger.models import Evidence
from workflow.desk.panels.base import Panel, Visit


def _fill(visit: Visit) -> dict[str, Any]:
    return {"papers": visit.project.evidence.select_related("uploaded_by")}


def _rows(visit: Visit) -> QuerySet[Any]:
    return Evidence.objects.filter(project=visit.project)


PANEL = Panel("evidence", "佐证", "desk/tabs/_evidence.html", _fill, _rows)
