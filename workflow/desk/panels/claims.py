"""申报: every claim the visitor may see, newest first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.ledger.stages import STAGES
from workflow.desk.panels.base import Panel, Visit
from workflow.steps.models import STAGE_BEFORE, Claim, ConfirmationKind
from workflow.steps.policies import may_confirm


def _fill(visit: Visit) -> dict[str, Any]:
    related = ("submitted_by", "created_by", "decided_by", "verifying_unit", "first_by", "second_unit")
    return {"claims": _rows(visit).select_related(*related), **_confirmations(visit)}


def _confirmations(visit: Visit) -> dict[str, Any]:
    """入统 and 入规, withdrawn ones last, and which of them the visitor may note now."""
    rows = visit.project.confirmations.select_related("created_by", "withdrawn_by")
    held = sorted(rows, key=lambda row: row.is_withdrawn)
    noted = {row.kind for row in held if not row.is_withdrawn}
    reached = STAGES.index(visit.project.stage)
    open_ = [kind for kind in ConfirmationKind if kind not in noted and reached >= STAGES.index(STAGE_BEFORE[kind])]
    asked = [kind for kind in ConfirmationKind if kind in noted or kind in open_]
    allowed = {kind for kind in asked if may_confirm(visit.project, kind, visit.officer)}
    return {
        "confirmations": [(row, not row.is_withdrawn and row.kind in allowed) for row in held],
        "to_confirm": [(kind.value, kind.label) for kind in open_ if kind in allowed],
    }


def _rows(visit: Visit) -> QuerySet[Claim]:
    return Claim.objects.visible_to(visit.officer).filter(project=visit.project)


PANEL = Panel("claims", "申报", "desk/tabs/_claims.html", _fill, _rows)
