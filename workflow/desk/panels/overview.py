"""概况: what the project is."""

from __future__ import annotations

from typing import Any

from projects.ledger.words import shown_field
from workflow.desk.panels.base import Panel, Visit


def _fill(visit: Visit) -> dict[str, Any]:
    return {"industry": shown_field("industry", visit.project.industry)}


PANEL = Panel("overview", "概况", "desk/tabs/_overview.html", _fill)
