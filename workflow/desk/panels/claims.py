"""申报: every claim the visitor may see, newest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from workflow.desk.panels.base import Panel, Visit
from workflow.steps.models import Claim


def _fill(visit: Visit) -> dict[str, Any]:
    return {"claims": _rows(visit).select_related("submitted_by", "created_by", "decided_by", "verifying_unit")}


def _rows(visit: Visit) -> QuerySet[Claim]:
    return Claim.objects.visible_to(visit.officer).filter(project=visit.project)


PANEL = Panel("claims", "申报", "desk/tabs/_claims.html", _fill, _rows)
