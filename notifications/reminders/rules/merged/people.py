"""Who answers for a project, and who keeps it: looked up for many projects at once, and only who sees each of them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project, Responsibility
from projects.people.models import Officer, Organisation
from projects.people.models.officers import OfficerQuerySet
from projects.people.roles import Permission, Role

People = dict[uuid.UUID, list[Officer]]
"""Project → officers."""


def involved(officer: Officer | None) -> Q:
    """The condition on projects that can concern ``officer``: everything for everybody."""
    if officer is None:
        return Q()
    held = Responsibility.objects.current().filter(officer=officer).values("project")
    mine = Q(pk__in=held)
    for unit in (officer.organisation, officer.scope_root):
        if unit is not None:
            mine |= Q(landing_organisation__path__startswith=unit.path)
    return mine


def with_part(projects: Iterable[uuid.UUID], *roles: ResponsibilityRole) -> People:
    """Who has one of these parts in them now. Two queries, however many."""
    held = Responsibility.objects.current().filter(project__in=list(projects), role__in=roles)
    rows = held.select_related("officer__organisation", "officer__scope").prefetch_related("officer__roles")
    found: People = defaultdict(list)
    for one in rows.order_by("role", "pk"):
        found[one.project_id].append(one.officer)
    return found


def clerks(projects: Iterable[Project]) -> People:
    """填报员 of the unit where each of them lands. Two queries."""
    units = {one.pk: one.landing_organisation_id for one in projects}
    there = _active().filter(organisation__in=set(units.values()), roles__role=Role.CLERK).distinct()
    by_unit: dict[uuid.UUID | None, list[Officer]] = defaultdict(list)
    for officer in there:
        by_unit[officer.organisation_id].append(officer)
    return {key: by_unit[unit] for key, unit in units.items()}


def dispatchers(projects: Iterable[Project]) -> People:
    """Dispatchers of the landing unit; where it has none, of the nearest one above. Two queries."""
    by_path: dict[str, list[Officer]] = defaultdict(list)
    for officer in Officer.objects.with_permission(Permission.DISPATCH_WRITE).select_related(
        "organisation", "scope"
    ).prefetch_related("roles").order_by("pk"):  # fmt: skip
        if officer.scope_root is not None:
            by_path[officer.scope_root.path].append(officer)
    return {one.pk: _nearest(one.landing_organisation, by_path) for one in projects}


def _nearest(unit: Organisation, by_path: dict[str, list[Officer]]) -> list[Officer]:
    above = [path for path in unit.lineage() if path in by_path]
    return by_path[max(above, key=len)] if above else []


def joined(*found: People) -> People:
    """All of them, each once a project."""
    both: dict[uuid.UUID, dict[uuid.UUID, Officer]] = defaultdict(dict)
    for people in found:
        for key, officers in people.items():
            both[key].update({one.pk: one for one in officers})
    return {key: list(officers.values()) for key, officers in both.items()}


def who_see(people: People, only: Officer | None = None) -> People:
    """Without those who do not see the project. One query a person."""
    by_person: dict[uuid.UUID, tuple[Officer, list[uuid.UUID]]] = {}
    for key, officers in people.items():
        for one in officers:
            if only is None or one.pk == only.pk:
                by_person.setdefault(one.pk, (one, []))[1].append(key)
    found: People = defaultdict(list)
    for officer, keys in by_person.values():
        for key in _seen(officer, keys):
            found[key].append(officer)
    return found


def _seen(officer: Officer, keys: Sequence[uuid.UUID]) -> QuerySet[Project, uuid.UUID]:
    return Project.objects.visible_to(officer).filter(pk__in=keys).values_list("pk", flat=True)


def _active() -> OfficerQuerySet:
    people = Officer.objects.people().filter(is_active=True).select_related("organisation", "scope")
    return people.prefetch_related("roles").order_by("pk")
