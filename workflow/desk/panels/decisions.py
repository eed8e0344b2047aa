"""决策: the attempts with their days, and the fair-competition reviews."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.ledger.policies import may_write
from projects.ledger.stages import Stage, Standing
from workflow.decisions.models import Decision, DecisionState, Review
from workflow.decisions.policies import may_ask
from workflow.decisions.queries.listing import WHO, lines_of
from workflow.desk.panels.base import Panel, Visit


def _fill(visit: Visit) -> dict[str, Any]:
    project = visit.project
    found = list(_rows(visit).select_related(*WHO))
    stands = any(one.is_open or one.state == DecisionState.APPROVED for one in found)
    early = project.stage == Stage.NEGOTIATING and project.standing == Standing.ACTIVE
    return {
        "decision_lines": lines_of(found, on=visit.on, known=visit.worked),
        "may_start": early and not stands and may_ask(project, visit.officer),
        "reviews": Review.objects.filter(project=project).select_related("recorded_by", "withdrawn_by", "paper"),
        "may_review": may_write(project, visit.officer),
    }


def _rows(visit: Visit) -> QuerySet[Decision]:
    return Decision.objects.visible_to(visit.officer).filter(project=visit.project)


PANEL = Panel("decisions", "决策", "desk/tabs/_decisions.html", _fill, _rows)
