"""资金: what arrived, what of it is confirmed, and what share of the contract that is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.funds.models import Fund
from projects.funds.policies import may_confirm_for
from projects.funds.queries import sums_of
from workflow.desk.panels.base import Panel, Visit


def _fill(visit: Visit) -> dict[str, Any]:
    rows = list(visit.project.funds.select_related("payer", "created_by", "confirmed_by", "slip"))
    return {
        "funds": rows,
        "sums": sums_of(visit.project, rows, year=visit.on.year),
        "year": visit.on.year,
        "may_confirm": may_confirm_for(visit.project, visit.officer),
    }


def _rows(visit: Visit) -> QuerySet[Any]:
    return Fund.objects.valid().filter(project=visit.project)


PANEL = Panel("funds", "资金", "desk/tabs/_funds.html", _fill, _rows)
