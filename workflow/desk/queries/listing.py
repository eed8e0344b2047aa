"""The list of projects: filters, sums of what is filtered, order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import OrderBy

from projects.ledger.models import Project, Responsibility
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.stages import STAGES
from projects.people.models import Officer, Organisation
from workflow.steps.lights import RED, YELLOW, with_light

Narrow = Callable[[ProjectQuerySet, Any], ProjectQuerySet]


@dataclass(frozen=True)
class Sums:
    """Of the whole filtered set. ``total_wan`` leaves out the ``without_total`` projects without an amount."""

    count: int
    total_wan: Decimal
    without_total: int
    red: int
    yellow: int
    missing_chief: int


def filtered(officer: Officer, chosen: Mapping[str, Any], *, on: date) -> QuerySet[Project]:
    """What the officer sees, lit as of ``on``, narrowed by every filter in ``chosen``."""
    projects = Project.objects.visible_to(officer)
    if chosen.get("mine"):
        projects = projects.filter(pk__in=officer.responsibilities.current().values("project"))
    for name, value in chosen.items():
        if name in NARROW:
            projects = NARROW[name](projects, value)
    lit = with_light(projects, on=on)
    return lit.filter(light_colour=chosen["light"]) if chosen.get("light") else lit


def ordered(projects: QuerySet[Project], order: str) -> QuerySet[Project]:
    """In a stable order, with what a row shows."""
    chiefs = Responsibility.objects.current().chiefs().select_related("officer")
    return (
        projects.order_by(ORDERS.get(order, ORDERS["-updated"]), "-id")
        .select_related("landing_organisation")
        .prefetch_related(Prefetch("responsibilities", queryset=chiefs, to_attr="current_chiefs"))
    )


def sums_of(projects: QuerySet[Project]) -> Sums:
    """Counts and sums over the whole filtered and lit set, in two queries."""
    found = projects.order_by().aggregate(
        count=Count("pk"),
        total_wan=Sum("total_investment_wan"),
        without_total=Count("pk", filter=Q(total_investment_wan__isnull=True)),
        red=Count("pk", filter=Q(light_colour=RED)),
        yellow=Count("pk", filter=Q(light_colour=YELLOW)),
    )
    chiefless = cast(ProjectQuerySet, projects.order_by()).needing_chief().without_chief().count()
    return Sums(**{**found, "total_wan": found["total_wan"] or Decimal(0)}, missing_chief=chiefless)


def _unit(projects: ProjectQuerySet, code: str) -> ProjectQuerySet:
    unit = Organisation.objects.filter(code=code).first()
    return projects.under(unit) if unit else projects.none()


def _chief(projects: ProjectQuerySet, officer: Officer) -> ProjectQuerySet:
    held = Responsibility.objects.current().chiefs().filter(officer=officer)
    return projects.filter(pk__in=held.values("project"))


def _chief_state(projects: ProjectQuerySet, state: str) -> ProjectQuerySet:
    return projects.needing_chief().without_chief() if state == "missing" else projects.filter(needs_chief=True)


NARROW: dict[str, Narrow] = {
    "q": lambda projects, text: projects.matching(text),
    "unit": _unit,
    "stage": lambda projects, stage: projects.filter(stage=stage),
    "standing": lambda projects, standing: projects.filter(standing=standing),
    "chief_state": _chief_state,
    "tier": lambda projects, least: projects.filter(total_investment_wan__gte=Decimal(least)),
    "chain": lambda projects, chain: projects.filter(chain=chain),
    "chief": _chief,
    "signed_from": lambda projects, day: projects.filter(signed_on__gte=day),
    "signed_to": lambda projects, day: projects.filter(signed_on__lte=day),
}

_STAGE_ORDER = Case(
    *(When(stage=stage, then=Value(position)) for position, stage in enumerate(STAGES)), output_field=IntegerField()
)
ORDERS: dict[str, OrderBy] = {
    "-updated": F("updated_at").desc(),
    "-total": F("total_investment_wan").desc(nulls_last=True),
    "total": F("total_investment_wan").asc(nulls_last=True),
    "number": F("number").asc(),
    "-signed": F("signed_on").desc(nulls_last=True),
    "stage": _STAGE_ORDER.asc(),
}
