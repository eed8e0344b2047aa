"""责任: who answers for the project, now and before."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects

from workflow.desk.panels.base import Panel, Visit


def _fill(visit: Visit) -> dict[str, Any]:
    """Only here earlier holders are read, each with the post as it was called then."""
    past = [one for one in visit.project.responsibilities.all() if one.valid_to]
    prefetch_related_objects(past, "post__organisation__former_names")
    return {}


PANEL = Panel("responsibilities", "责任", "desk/tabs/_responsibilities.html", _fill)
