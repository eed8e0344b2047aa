"""概况: what the project is, its measures, phases, yearly plans, marks and credits."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Sum

from projects.funds.models import Fund
from projects.ledger.measures import overruns
from projects.ledger.words import shown_field
from workflow.desk.panels.base import Panel, Visit

_FOREIGN = ("foreign_amount_wan", "foreign_rate", "foreign_equivalent_wan")


def _fill(visit: Visit) -> dict[str, Any]:
    project = visit.project
    phases, plans = list(project.phases.current()), list(project.year_plans.current())
    return {
        "industry": shown_field("industry", project.industry),
        "foreign": {name: shown_field(name, getattr(project, name)) for name in _FOREIGN},
        "phases": phases,
        "year_plans": plans,
        "this_year": visit.on.year,
        "planned_wan": next((plan.amount_wan for plan in plans if plan.year == visit.on.year), None),
        "marks": list(project.marks.current()),
        "credits": list(project.credits.current().select_related("organisation")),
        "overruns": overruns(project, phases, plans),
        "arrived": _arrived(visit),
    }


def _arrived(visit: Visit) -> dict[str, Any]:
    """What has been confirmed as arrived by that day: 万元 CNY, and what of it is 实际利用外资 in 万美元."""
    counted = Q(confirmed_amount_wan__isnull=False, arrived_on__lte=visit.on)
    arrived = Fund.objects.valid().filter(counted, project=visit.project)
    return arrived.aggregate(wan=Sum("confirmed_amount_wan"), usd_wan=Sum("usd_amount_wan"))


PANEL = Panel("overview", "概况", "desk/tabs/_overview.html", _fill)
