"""Reads about enterprises that services, policies and doors share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from projects.errors import NotFound
from projects.ledger.models import Enterprise, EnterpriseChange, Project, Recognition
from projects.ledger.models.enterprises import EnterpriseQuerySet
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.names import firm_key
from projects.people.models import Officer
from projects.rows import one_or_none

ELSEWHERE = "其他单位"
ANY_500 = "top500"
"""The choice of a filter that means: on any of the 三类500强 lists."""
DEEPEST_FAMILY = 50
"""Groups are a few levels deep; whoever climbs further has met a ring."""


def using(*enterprises: Enterprise) -> ProjectQuerySet:
    """Projects that have one of ``enterprises`` as investor or company, each once."""
    invested = Project.investors.through.objects.filter(enterprise__in=enterprises).values("project")
    return Project.objects.filter(Q(company__in=enterprises) | Q(pk__in=invested))


def visible_enterprise(officer: Officer, enterprise_id: UUID) -> Enterprise:
    """The enterprise with its group and its heir, or ``NotFound``."""
    seen = Enterprise.objects.visible_to(officer).select_related("parent", "merged_into")
    found = one_or_none(seen.filter(pk=enterprise_id))
    if found is None:
        raise NotFound("没有找到这家企业。")
    return found


def known_enterprise(uscc: str, name: str) -> Enterprise | None:
    """The enterprise with this code; without a code, by its full name among those that have none. A merged row counts
    as the one it was merged into."""
    return known_enterprises([(uscc, name)]).get(_identity(uscc, name))


def known_enterprises(meant: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Enterprise]:
    """``known_enterprise`` for each (code, name): (code, "") or ("", name) → the enterprise. One query."""
    wanted = {_identity(*one) for one in meant}
    if not wanted:
        return {}
    named = Q(uscc="", name__in=[name for uscc, name in wanted if not uscc])
    rows = Enterprise.objects.select_related("merged_into").filter(
        Q(uscc__in=[uscc for uscc, _ in wanted if uscc]) | named
    )
    found: dict[tuple[str, str], Enterprise] = {}
    for row in rows.order_by(F("merged_into").asc(nulls_first=True), "created_at", "pk"):
        found.setdefault(_identity(row.uscc, row.name), row.heir)
    return found


def _identity(uscc: str, name: str) -> tuple[str, str]:
    return (uscc, "") if uscc else ("", name)


def like(name: str, *, uscc: str = "", without: UUID | None = None) -> list[Enterprise]:
    """Registered enterprises whose name differs from ``name`` in legal form, width, brackets or spaces at most.

    With ``uscc`` only those without a code: another code is another firm.
    """
    key = firm_key(name)
    same = Enterprise.objects.standing().filter(name_key=key) if key else Enterprise.objects.none()
    if uscc:
        same = same.filter(uscc="")
    return list(same.exclude(Q(pk=without)).order_by("-uscc", "name", "pk")[:5])


def ancestors(enterprise: Enterprise) -> list[UUID]:
    """Keys of the groups above, nearest first. Read row by row: under the lock of ``lock_families`` they are true."""
    above: list[UUID] = []
    parent = enterprise.parent_id
    while parent is not None and parent not in above and len(above) < DEEPEST_FAMILY:
        above.append(parent)
        parent = Enterprise.objects.values_list("parent", flat=True).get(pk=parent)
    return above


@dataclass(frozen=True)
class Totals:
    """Projects of one enterprise that an officer sees. Money in 万元; None: no project states an amount."""

    count: int = 0
    total_wan: Decimal | None = None


def totals_of(officer: Officer, enterprises: Iterable[Enterprise]) -> dict[UUID, Totals]:
    """Totals by enterprise, each project once: two queries, however many enterprises."""
    keys = [one.pk for one in enterprises]
    seen = Project.objects.visible_to(officer)
    columns = ("pk", "total_investment_wan")
    links = Project.investors.through.objects.filter(enterprise__in=keys, project__in=seen.order_by().values("pk"))
    invested = links.values_list("enterprise", "project", "project__total_investment_wan")
    companies = seen.filter(company__in=keys).order_by().values_list("company", *columns)
    projects: dict[UUID, dict[UUID, Decimal | None]] = {}
    for enterprise, project, amount in (*invested, *companies):
        projects.setdefault(enterprise, {})[project] = amount
    return {key: _totals(list(found.values())) for key, found in projects.items()}


def _totals(amounts: list[Decimal | None]) -> Totals:
    stated = [amount for amount in amounts if amount is not None]
    return Totals(len(amounts), sum(stated, Decimal(0)) if stated else None)


def filtered(officer: Officer, chosen: dict[str, Any]) -> EnterpriseQuerySet:
    """The list, by ``q``, ``kind``, ``origin``, ``honour`` (a kind, or ``ANY_500``) and ``year`` of the list."""
    found = Enterprise.objects.visible_to(officer).standing()
    if chosen.get("q"):
        found = found.matching(chosen["q"])
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    if chosen.get("origin"):
        found = found.filter(origin_region__icontains=chosen["origin"])
    return _honoured(found, chosen.get("honour") or "", chosen.get("year"))


def _honoured(found: EnterpriseQuerySet, honour: str, year: int | None) -> EnterpriseQuerySet:
    if honour == ANY_500:
        return found.top500(year)
    rows = Recognition.objects.valid()
    if honour:
        rows = rows.filter(kind=honour)
    if year:
        rows = rows.filter(list_year=year)
    return found.filter(pk__in=rows.values("enterprise")) if honour or year else found


@dataclass(frozen=True)
class Told:
    """One change as an officer may read it: who it was only when the officer sees this person."""

    change: EnterpriseChange
    by: str


def history_of(enterprise: Enterprise, officer: Officer, *, with_contacts: bool, most: int) -> list[Told]:
    """Changes of the enterprise and of rows merged into it, latest first; those of contacts only for who sees them."""
    found = EnterpriseChange.objects.filter(Q(enterprise=enterprise) | Q(enterprise__merged_into=enterprise))
    kept = found if with_contacts else found.exclude(field="contact")
    changes = list(kept.select_related("enterprise")[:most])
    names = names_for(officer, {change.by_id for change in changes})
    return [Told(change, names.get(change.by_id, ELSEWHERE)) for change in changes]


def names_for(officer: Officer, people: Iterable[UUID]) -> dict[UUID, str]:
    """Names of those of ``people`` whom ``officer`` sees: who uses a firm elsewhere is nobody else's business."""
    seen = Officer.objects.visible_to(officer).filter(pk__in=list(people))
    return {pk: f"{name}" for pk, name in seen.values_list("pk", "name")} | {officer.pk: officer.name}
