"""方案节点: the node plan with planned, promised and actual days."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.plans.board import board_of
from projects.plans.queries import rows_of
from workflow.desk.panels.base import Panel, Visit


def _fill(visit: Visit) -> dict[str, Any]:
    return {"board": board_of(visit.project, visit.officer, on=visit.on, shown=visit.query.get("nodes", ""))}


def _rows(visit: Visit) -> QuerySet[Any]:
    return rows_of(visit.project)


PANEL = Panel("plan", "方案节点", "desk/tabs/_plan.html", _fill, _rows)
