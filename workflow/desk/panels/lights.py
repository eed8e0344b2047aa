"""亮灯: every past day as a strip, the turns of the light, and the way to decide over it."""

from __future__ import annotations

from typing import Any

from workflow.desk.panels.base import Panel, Visit
from workflow.lights.models import LightReading
from workflow.lights.policies import may_decide
from workflow.lights.queries.readings import strip_of, turns_of

WEEKS = 26
NIGHTS = 400
TURNS = 12


def _fill(visit: Visit) -> dict[str, Any]:
    nights = LightReading.objects.filter(project=visit.project, day__lt=visit.on).order_by("-day")[:NIGHTS]
    return {
        "strip": strip_of(visit.project, on=visit.on, weeks=WEEKS),
        "turns": turns_of(nights)[:TURNS],
        "decrees": visit.project.light_decrees.running(visit.on),
        "may_decide_light": may_decide(visit.project, visit.officer),
    }


PANEL = Panel("lights", "亮灯", "desk/tabs/_lights.html", _fill)
