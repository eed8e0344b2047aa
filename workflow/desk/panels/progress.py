"""进展: the reports per period, newest first, each with what it adds to the completed investment."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.progress.models import Report
from projects.progress.queries import lines_of
from workflow.desk.panels.base import Panel, Visit

SHOWN = 12


def _fill(visit: Visit) -> dict[str, Any]:
    limit = None if "all" in visit.query else SHOWN + 1
    rows = _rows(visit).select_related("created_by", "updated_by").prefetch_related("evidence")
    lines = lines_of(rows[:limit])
    is_cut = limit is not None and len(lines) > SHOWN
    return {"lines": lines[:SHOWN] if is_cut else lines, "reports_cut": is_cut}


def _rows(visit: Visit) -> QuerySet[Any]:
    return Report.objects.current().filter(project=visit.project)


PANEL = Panel("progress", "进展", "desk/tabs/_progress.html", _fill, _rows)
