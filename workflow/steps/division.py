"""Who verifies a step of a project, round by round: the division of verification read as data (domain.md 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.ledger.models import Project
from projects.people.models import Organisation
from workflow.steps.models import ProjectKind, Round, VerifyingUnit


@dataclass(frozen=True)
class Case:
    """What of a project decides who verifies. ``total_wan``: 万元; an unknown total counts as 0."""

    place: Organisation
    step: str
    is_industrial: bool
    start_kind: str
    total_wan: Decimal


@dataclass(frozen=True)
class Seat:
    """Who answers in one round; ``row``: the line of the division that says so, none where the city answers itself."""

    round: int
    unit: Organisation
    row: VerifyingUnit | None = None

    @property
    def days(self) -> int | None:
        """Working days of this round; None: those of the city."""
        return self.row.days if self.row else None


def case_of(project: Project, step: str, values: Mapping[str, Any] | None = None) -> Case:
    """The project as it would be with the values a claim adds; the place is the one it has now."""
    said = values or {}
    return Case(
        place=project.landing_organisation,
        step=step,
        is_industrial=bool(said.get("is_industrial", project.is_industrial)),
        start_kind=str(said.get("start_kind", project.start_kind) or ""),
        total_wan=said.get("total_investment_wan", project.total_investment_wan) or Decimal(0),
    )


def seats_of(case: Case) -> list[Seat]:
    """One seat, or two where the division asks for a second round. One query, more only for ended units."""
    configured = VerifyingUnit.objects.filter(city__path__in=case.place.lineage(), step=case.step)
    rows = [row for row in configured.select_related("city", "unit__successor") if fits(row, case)]
    first, second = (most_specific(row for row in rows if row.round == number) for number in Round.values)
    unit = heir_of(first.unit) if first else None
    seats = [Seat(Round.FIRST, unit or case.place.city(), first if unit else None)]
    second_unit = heir_of(second.unit) if second else None
    return [*seats, Seat(Round.SECOND, second_unit, second)] if second_unit else seats


def fits(row: VerifyingUnit, case: Case) -> bool:
    """Does the row speak of this project? 以上 includes the number itself."""
    kind = ProjectKind.INDUSTRIAL if case.is_industrial else ProjectKind.OTHER
    return (
        row.project_kind in (ProjectKind.ANY, kind)
        and row.start_kind in ("", case.start_kind)
        and row.from_wan <= case.total_wan
    )


def most_specific(rows: Iterable[VerifyingUnit]) -> VerifyingUnit | None:
    """The nearest place first, then more said of the kind, then the higher threshold, then 项目类型 over 开工类型."""
    return max(rows, key=_weight, default=None)


def _weight(row: VerifyingUnit) -> tuple[int, int, Decimal, bool]:
    said = bool(row.project_kind) + bool(row.start_kind)
    return (row.city.depth, said, row.from_wan, bool(row.project_kind))


def heir_of(unit: Organisation | None) -> Organisation | None:
    """The unit, or who stands in its place; a unit ends on a day that has come, never ahead."""
    while unit is not None and unit.valid_to is not None:
        unit = unit.successor
    return unit


def verifying_unit_of(project: Project, step: str) -> Organisation:
    """The unit that answers first for ``step``: the nearest and most specific configured one, else the city."""
    return seats_of(case_of(project, step))[0].unit
