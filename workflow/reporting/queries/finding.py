"""One request, round or return that the officer may know of, and who may be named in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from projects.errors import NotFound
from projects.ledger.models import Chain, Project
from projects.people.models import Officer, Organisation
from projects.people.roster.cells import narrowed
from projects.rows import one_or_none
from workflow.reporting.cells import Known
from workflow.reporting.columns import Definition
from workflow.reporting.kinds import ColumnKind, UnitRule
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound

MOST_PROJECTS = 3_000


def request_of(request_id: UUID, by: Officer) -> ReportRequest:
    """The request, or ``NotFound`` outside one's sight."""
    seen = ReportRequest.objects.visible_to(by).select_related("organisation", "created_by")
    found = one_or_none(seen.filter(pk=request_id))
    if found is None:
        raise NotFound("没有找到这项报送要求，或它不在您的查看范围内。")
    return found


def round_of(round_id: UUID, by: Officer) -> ReportRound:
    """The round, or ``NotFound`` outside one's sight."""
    seen = ReportRound.objects.visible_to(by).select_related("request__organisation", "form", "closed_by")
    found = one_or_none(seen.filter(pk=round_id))
    if found is None:
        raise NotFound("没有找到这一期报送，或它不在您的查看范围内。")
    return found


def return_of(return_id: UUID, by: Officer) -> ReportReturn:
    """The return with its round, or ``NotFound`` outside one's sight."""
    related = ("round__request__organisation", "round__form", "unit")
    found = one_or_none(ReportReturn.objects.visible_to(by).select_related(*related).filter(pk=return_id))
    if found is None:
        raise NotFound("没有找到这份报送，或它不在您的查看范围内。")
    return found


def units_asked(request: ReportRequest, on: date) -> list[Organisation]:
    """Who has to report in a round that opens on ``on``: units that exist that day, in the order of the tree."""
    if request.unit_rule == UnitRule.LIST:
        named = request.units.values("pk")
        return list(Organisation.objects.current_on(on).filter(pk__in=named).order_by("path"))
    below = Organisation.objects.under(request.organisation).exclude(pk=request.organisation_id)
    return list(below.current_on(on).filter(kind__in=request.unit_kinds))


def known_for(definition: Definition, unit: Organisation, by: Officer) -> Known:
    """What cells may name: units of the city, its chains, the projects that the writer may see. A query for each."""
    kinds = {one.kind for one in definition.columns}
    city = unit.city() if kinds & {ColumnKind.UNIT, ColumnKind.CHAIN} else unit
    return Known(
        units=_units(by) if ColumnKind.UNIT in kinds else {},
        chains=frozenset(Chain.objects.of_city(city).filter(is_active=True).values_list("name", flat=True))
        if ColumnKind.CHAIN in kinds
        else frozenset(),
        projects=_projects(unit, by) if ColumnKind.PROJECT in kinds else {},
    )


def names_in(definition: Definition, rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Codes of units and numbers of projects that these rows name → how they are shown."""
    named: dict[str, set[str]] = {ColumnKind.UNIT: set(), ColumnKind.PROJECT: set()}
    wanted = [(one.name, one.kind) for one in definition.columns if one.kind in named]
    for row in rows:
        for name, kind in wanted:
            if row.get(name):
                named[kind].add(row[name])
    units = Organisation.objects.filter(code__in=named[ColumnKind.UNIT]) if named[ColumnKind.UNIT] else []
    return {one.code: one.label for one in units} | {number: number for number in named[ColumnKind.PROJECT]}


def projects_in(definition: Definition, rows: Iterable[Mapping[str, str]], by: Officer) -> dict[str, tuple[UUID, str]]:
    """Number → (id, name) of the projects that the rows name and the reader may see."""
    columns = [one.name for one in definition.columns if one.kind == ColumnKind.PROJECT]
    numbers = {row[name] for row in rows for name in columns if row.get(name)}
    if not numbers:
        return {}
    found = Project.objects.visible_to(by).filter(number__in=numbers).values_list("number", "pk", "name")
    return {number: (pk, name) for number, pk, name in found}


def _units(by: Officer) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in Organisation.objects.visible_to(by):
        for word in (one.code, one.name, one.short_name):
            if word:
                found.setdefault(narrowed(word), one.code)
    return found


def _projects(unit: Organisation, by: Officer) -> dict[str, str]:
    seen = Project.objects.visible_to(by).with_unit_under(unit).order_by("-updated_at")
    found: dict[str, str] = {}
    for number, name in seen.values_list("number", "name")[:MOST_PROJECTS]:
        found.setdefault(narrowed(number), number)
        found.setdefault(narrowed(name), number)
    return found
