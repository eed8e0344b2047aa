"""The list of projects: filters, sums of what is filtered, order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import OrderBy

from projects.ledger.models import Enterprise, Project, Responsibility
from projects.ledger.stages import STAGES, Standing
from projects.people.models import Officer, Organisation
from workflow.steps.lights import RED, YELLOW, with_light

MISSING_CHIEF = Q(needs_chief=True, has_chief=False, standing=Standing.ACTIVE)
Narrow = Callable[["QuerySet[Project]", Any], "QuerySet[Project]"]


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
    projects = with_light(Project.objects.visible_to(officer), on=on)
    if chosen.get("mine"):
        projects = projects.filter(pk__in=officer.responsibilities.current().values("project"))
    for name, value in chosen.items():
        if name in NARROW:
            projects = NARROW[name](projects, value)
    return projects


def ordered(projects: QuerySet[Project], order: str) -> QuerySet[Project]:
    """In a stable order, with what a row shows."""
    chiefs = Responsibility.objects.current().chiefs().select_related("officer")
    return (
        projects.order_by(ORDERS.get(order, ORDERS["-updated"]), "-id")
        .select_related("landing_organisation")
        .prefetch_related(Prefetch("responsibilities", queryset=chiefs, to_attr="current_chiefs"))
    )


def sums_of(projects: QuerySet[Project]) -> Sums:
    """Counts and sums over the whole filtered set, in one query."""
    found = projects.order_by().aggregate(
        count=Count("pk"),
        total_wan=Sum("total_investment_wan"),
        without_total=Count("pk", filter=Q(total_investment_wan__isnull=True)),
        red=Count("pk", filter=Q(light_colour=RED)),
        yellow=Count("pk", filter=Q(light_colour=YELLOW)),
        missing_chief=Count("pk", filter=MISSING_CHIEF),
    )
    return Sums(**{**found, "total_wan": found["total_wan"] or Decimal(0)})


def _search(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Every word must occur in the name, the number, the outside reference, the company or an investor."""
    for word in words.split():
        firms = Enterprise.objects.filter(name__icontains=word)
        invested = Project.investors.through.objects.filter(enterprise__in=firms).values("project")
        projects = projects.filter(
            Q(name__icontains=word)
            | Q(number__icontains=word)
            | Q(external_ref__icontains=word)
            | Q(company__in=firms)
            | Q(pk__in=invested)
        )
    return projects


def _unit(projects: QuerySet[Project], code: str) -> QuerySet[Project]:
    unit = Organisation.objects.filter(code=code).first()
    return projects.filter(landing_organisation__path__startswith=unit.path) if unit else projects.none()


def _chief(projects: QuerySet[Project], officer: Officer) -> QuerySet[Project]:
    held = Responsibility.objects.current().chiefs().filter(officer=officer)
    return projects.filter(pk__in=held.values("project"))


def _chief_state(projects: QuerySet[Project], state: str) -> QuerySet[Project]:
    return projects.filter(MISSING_CHIEF if state == "missing" else Q(needs_chief=True))


NARROW: dict[str, Narrow] = {
    "q": _search,
    "unit": _unit,
    "stage": lambda projects, stage: projects.filter(stage=stage),
    "standing": lambda projects, standing: projects.filter(standing=standing),
    "light": lambda projects, colour: projects.filter(Q(light_colour=colour)),
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
