"""节点计划 by unit: of the nodes due in each month, how many are reached and how many are late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from projects.ledger.models import Project
from projects.people.models import Organisation
from projects.plans.models import Node
from workflow.desk.spans import Span


@dataclass(frozen=True)
class Cell:
    """Nodes due in one month: promised for it, or planned where nothing is promised."""

    due: int = 0
    done: int = 0
    late: int = 0

    @property
    def share(self) -> str:
        """Reached of those due, as a width."""
        return f"{100 * self.done / self.due:.0f}%" if self.due else "0%"

    def plus(self, other: Cell) -> Cell:
        """Both together."""
        return Cell(self.due + other.due, self.done + other.done, self.late + other.late)


@dataclass(frozen=True)
class UnitRow:
    """One landing unit with a cell a month, and their sum."""

    unit: Organisation
    cells: list[tuple[date, Cell]]
    sum: Cell


def units_of(projects: QuerySet[Project], span: Span, *, on: date) -> list[UnitRow]:
    """Every unit with a node due in the window, in the order of the tree. Two queries."""
    counted = _counted(projects, span, on)
    units = Organisation.objects.filter(pk__in={unit for unit, _ in counted}).order_by("path")
    return [_row(unit, counted, span) for unit in units]


def total_of(rows: list[UnitRow], span: Span) -> UnitRow | None:
    """All of them together, under the first one's unit; None without rows."""
    if not rows:
        return None
    months = [month.first for month in span.scale()]
    cells = {first: Cell() for first in months}
    for row in rows:
        cells = {first: cells[first].plus(dict(row.cells)[first]) for first in months}
    return UnitRow(rows[0].unit, list(cells.items()), _sum(cells))


def _counted(projects: QuerySet[Project], span: Span, on: date) -> dict[tuple[Any, date], Cell]:
    nodes = Node.objects.standing().reached().filter(plan__project__in=projects.order_by().values("pk"))
    due = nodes.annotate(due_on=Coalesce("committed_on", "planned_on"))
    inside = due.filter(due_on__range=(span.first, span.last)).annotate(month=TruncMonth("due_on")).order_by()
    rows = inside.values("plan__project__landing_organisation", "month").annotate(
        due=Count("pk"),
        done=Count("pk", filter=Q(reached_on__isnull=False)),
        late=Count("pk", filter=Q(reached_on__isnull=True, committed_on__lt=on)),
    )
    return {
        (row["plan__project__landing_organisation"], row["month"]): Cell(row["due"], row["done"], row["late"])
        for row in rows
    }


def _row(unit: Organisation, counted: dict[tuple[Any, date], Cell], span: Span) -> UnitRow:
    cells = {month.first: counted.get((unit.pk, month.first), Cell()) for month in span.scale()}
    return UnitRow(unit, list(cells.items()), _sum(cells))


def _sum(cells: dict[date, Cell]) -> Cell:
    found = Cell()
    for cell in cells.values():
        found = found.plus(cell)
    return found
