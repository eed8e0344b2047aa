"""责任: who answers for the project, now and before."""

from __future__ import annotations

from typing import Any

from workflow.desk.panels.base import Panel, Visit


def _fill(visit: Visit) -> dict[str, Any]:
    return {}


PANEL = Panel("responsibilities", "责任", "desk/tabs/_responsibilities.html", _fill)
