"""问题: what stands in the way, the open ones first. The number beside the tab counts the open ones."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from projects.progress.kinds import OPEN_STATES
from projects.progress.models import Problem
from workflow.desk.panels.base import Panel, Visit

_OPEN_FIRST = Case(When(state__in=OPEN_STATES, then=Value(0)), default=Value(1), output_field=IntegerField())


def _fill(visit: Visit) -> dict[str, Any]:
    found = Problem.objects.filter(project=visit.project).select_related("asked_organisation")
    rows = found.order_by(_OPEN_FIRST, "raised_on", "created_at")
    return {"problems": [(one, one.days_open(visit.on)) for one in rows]}


def _rows(visit: Visit) -> QuerySet[Any]:
    return Problem.objects.filter(project=visit.project).open()


PANEL = Panel("problems", "问题", "desk/tabs/_problems.html", _fill, _rows)
