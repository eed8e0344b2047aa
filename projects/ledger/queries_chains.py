"""Chains as the page and the form need them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum

from projects.errors import NotFound
from projects.ledger.models import Chain, Project
from projects.people.models import Kind, Officer, Organisation


@dataclass(frozen=True)
class ChainLine:
    """One name on the chains page with what the visitor sees behind it. ``chain`` None: unregistered 未登记."""

    name: str
    chain: Chain | None
    count: int
    total_wan: Decimal


def offered_chains(unit: Organisation) -> list[str]:
    """Names of the active chains of the city of ``unit``."""
    active = Chain.objects.of_city(unit.city()).filter(is_active=True)
    return list(active.order_by("name").values_list("name", flat=True))


def city_of(officer: Officer) -> Organisation | None:
    """The city whose chains the officer works with: the own one, or the only one below."""
    root = officer.scope_root
    if root is None:
        return None
    city = root.city()
    if city.kind == Kind.CITY:
        return city
    below = list(Organisation.objects.under(root).filter(kind=Kind.CITY)[:2])
    return below[0] if len(below) == 1 else None


def chain_lines(officer: Officer, city: Organisation) -> tuple[list[ChainLine], list[ChainLine]]:
    """Registered chains and unregistered names in use, with number and sum of the projects the officer sees."""
    seen = Project.objects.visible_to(officer).under(city).exclude(chain="")
    rows = seen.order_by().values("chain").annotate(count=Count("pk"), total=Sum("total_investment_wan"))
    found = {row["chain"]: (row["count"], row["total"] or Decimal(0)) for row in rows}
    chains = Chain.objects.visible_to(officer).of_city(city).select_related("leader", "lead_organisation")
    registered = [
        ChainLine(chain.name, chain, *found.pop(chain.name, (0, Decimal(0))))
        for chain in chains.prefetch_related("anchors").order_by("-is_active", "name")
    ]
    return registered, [ChainLine(name, None, *found[name]) for name in sorted(found)]


def visible_chain(officer: Officer, chain_id: UUID) -> Chain:
    """The chain with who heads it, or ``NotFound``."""
    found = Chain.objects.visible_to(officer).select_related("city", "leader", "lead_organisation").filter(pk=chain_id)
    chain = found.first()
    if chain is None:
        raise NotFound("没有找到这条产业链，或它不在您的查看范围内。")
    return chain
