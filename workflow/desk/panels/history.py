"""历史: what happened to the project."""

from __future__ import annotations

from typing import Any

from workflow.desk.panels.base import Panel, Visit
from workflow.desk.queries.history import SHOWN, history_of


def _fill(visit: Visit) -> dict[str, Any]:
    limit = None if "all" in visit.query else SHOWN
    return {"entries": history_of(visit.project, limit=limit), "history_limit": SHOWN}


PANEL = Panel("history", "历史", "desk/tabs/_history.html", _fill)
