"""核查: the visits of the project that the visitor may know of; a unit sees one once its record is handed in."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from workflow.desk.panels.base import Panel, Visit
from workflow.spotchecks.models import Proposal
from workflow.spotchecks.models import Visit as SpotVisit


def _fill(visit: Visit) -> dict[str, Any]:
    rows = _rows(visit).select_related("round", "row__transition", "record__recorded_by")
    revoking = Proposal.objects.select_related("claim__transition")
    rows = rows.prefetch_related(Prefetch("record__proposals", queryset=revoking))
    return {"spot_visits": rows.order_by("-round__fixed_at")}


def _rows(visit: Visit) -> QuerySet[SpotVisit]:
    return SpotVisit.objects.visible_to(visit.officer).filter(project=visit.project)


PANEL = Panel("spotchecks", "核查", "desk/tabs/_spotchecks.html", _fill, _rows)
