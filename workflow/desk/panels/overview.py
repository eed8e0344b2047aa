"""概况: what the project is, its measures, phases, yearly plans, marks and credits."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import OuterRef, Q, Sum

from projects.funds.models import Fund
from projects.ledger.measures import overruns
from projects.ledger.models import Mark, Phase, Project, YearPlan
from projects.ledger.models.rows import FileRow
from projects.ledger.words import shown_field
from projects.nested import Nested
from workflow.desk.panels.base import Panel, Visit

_FILE: dict[str, type[FileRow]] = {"phases": Phase, "year_plans": YearPlan, "marks": Mark}
_FOREIGN = ("foreign_amount_wan", "foreign_rate", "foreign_equivalent_wan")


def _fill(visit: Visit) -> dict[str, Any]:
    project = visit.project
    file = _file_of(project)
    return {
        "industry": shown_field("industry", project.industry),
        "foreign": {name: shown_field(name, getattr(project, name)) for name in _FOREIGN},
        **file,
        "this_year": visit.on.year,
        "planned_wan": next((plan.amount_wan for plan in file["year_plans"] if plan.year == visit.on.year), None),
        "credits": list(project.credits.current().select_related("organisation")),
        "overruns": overruns(project, file["phases"], file["year_plans"]),
        "arrived": _arrived(visit),
    }


def _file_of(project: Project) -> dict[str, list[Any]]:
    """The rows of the file that count, kind by kind, each in its order. One query."""
    nested = [_nested(kind) for kind in _FILE.values()]
    found = Project.objects.filter(pk=project.pk).values_list(*nested).get()
    return {name: [_row(kind, row) for row in rows] for (name, kind), rows in zip(_FILE.items(), found, strict=True)}


def _nested(kind: type[FileRow]) -> Nested:
    rows = kind.objects.current().filter(project=OuterRef("pk"))
    return Nested(rows.values(*(one.name for one in kind._meta.concrete_fields if not one.is_relation)))


def _row(kind: type[FileRow], row: dict[str, Any]) -> FileRow:
    """As the table's own row would be, but for whom it refers to: that is read when it is asked for."""
    return kind.from_db(DEFAULT_DB_ALIAS, list(row), list(row.values()))


def _arrived(visit: Visit) -> dict[str, Any]:
    """What has been confirmed as arrived by that day: 万元 CNY, and what of it is 实际利用外资 in 万美元."""
    counted = Q(confirmed_amount_wan__isnull=False, arrived_on__lte=visit.on)
    arrived = Fund.objects.valid().filter(counted, project=visit.project)
    return arrived.aggregate(wan=Sum("confirmed_amount_wan"), usd_wan=Sum("usd_amount_wan"))


PANEL = Panel("overview", "概况", "desk/tabs/_overview.html", _fill)
