"""One condition for every filter of the list. ``NARROW`` maps the filter's name in the address to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Enterprise, Mark, Project, Responsibility, Tag
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.money import yi_to_wan
from projects.people.models import Officer, Organisation
from workflow.steps.models import Claim

Narrow = Callable[[ProjectQuerySet, Any], ProjectQuerySet]
TOP_500 = ("world500", "china500", "private500")
DATES = (
    *("negotiating", "signed", "registered", "started", "producing"),
    *("planned_signed", "planned_registered", "planned_started", "planned_producing"),
)
"""What ``…_from`` and ``…_to`` may speak of; the field is ``…_on``."""


def _unit(projects: ProjectQuerySet, code: str) -> ProjectQuerySet:
    unit = Organisation.objects.filter(code=code).first()
    return projects.under(unit) if unit else projects.none()


def _contact_unit(projects: ProjectQuerySet, code: str) -> ProjectQuerySet:
    """First talked to by the unit or one below it, or credited to it."""
    unit = Organisation.objects.filter(code=code).first()
    if unit is None:
        return projects.none()
    below = Organisation.objects.under(unit)
    credited = Project.objects.filter(credits__organisation__in=below, credits__withdrawn_at__isnull=True)
    return projects.filter(Q(first_contact_organisation__in=below) | Q(pk__in=credited.values("pk")))


def _held_by(projects: ProjectQuerySet, officer: Officer, role: str) -> ProjectQuerySet:
    held = Responsibility.objects.current().filter(officer=officer, role=role)
    return projects.filter(pk__in=held.values("project"))


def _chief_state(projects: ProjectQuerySet, state: str) -> ProjectQuerySet:
    return projects.needing_chief().without_chief() if state == "missing" else projects.filter(needs_chief=True)


def _tagged(projects: ProjectQuerySet, names: Sequence[str]) -> ProjectQuerySet:
    bearing = Project.tags.through.objects.filter(tag__in=Tag.objects.filter(name__in=names))
    return projects.filter(pk__in=bearing.values("project"))


def _marked(projects: ProjectQuerySet, kinds: Sequence[str]) -> ProjectQuerySet:
    marks = Mark.objects.filter(kind__in=kinds, withdrawn_at__isnull=True)
    return projects.filter(pk__in=marks.values("project"))


def _top500(projects: ProjectQuerySet, _: str) -> ProjectQuerySet:
    """Marked as such, or an investor or the investor's group stands on one of the three lists."""
    listed = Enterprise.objects.top500()
    firms = Enterprise.objects.filter(Q(pk__in=listed) | Q(parent__in=listed))
    invested = Project.investors.through.objects.filter(enterprise__in=firms)
    marks = Mark.objects.filter(kind__in=TOP_500, withdrawn_at__isnull=True)
    return projects.filter(Q(pk__in=marks.values("project")) | Q(pk__in=invested.values("project")))


def _foreign(projects: ProjectQuerySet, _: str) -> ProjectQuerySet:
    """Foreign money, or an investor from abroad."""
    firms = Enterprise.objects.filter(kind=Enterprise.Kind.FOREIGN)
    invested = Project.investors.through.objects.filter(enterprise__in=firms)
    return projects.filter(~Q(foreign_currency="") | Q(pk__in=invested.values("project")))


def _verifying(projects: ProjectQuerySet, state: str) -> ProjectQuerySet:
    claims = Claim.objects.filter(state=state)
    return projects.filter(pk__in=claims.values("project"))


def _updated_from(projects: ProjectQuerySet, day: date) -> ProjectQuerySet:
    return projects.filter(updated_at__gte=timezone.make_aware(datetime.combine(day, time.min)))


def _from(field: str) -> Narrow:
    return lambda projects, day: projects.filter(**{f"{field}__gte": day})


def _to(field: str) -> Narrow:
    return lambda projects, day: projects.filter(**{f"{field}__lte": day})


def _is(field: str) -> Narrow:
    return lambda projects, value: projects.filter(**{field: value})


def _amount(lookup: str) -> Narrow:
    return lambda projects, yi: projects.filter(**{f"total_investment_wan__{lookup}": yi_to_wan(Decimal(yi))})


NARROW: dict[str, Narrow] = {
    "q": lambda projects, text: projects.matching(text),
    "unit": _unit,
    "stage": _is("stage"),
    "standing": _is("standing"),
    "chief_state": _chief_state,
    "chain": _is("chain"),
    "channel": _is("channel"),
    "start_kind": _is("start_kind"),
    "agreement": _is("agreement_kind"),
    "industry": lambda projects, code: projects.filter(industry__startswith=code),
    "foreign": _foreign,
    "top500": _top500,
    "chief": lambda projects, officer: _held_by(projects, officer, ResponsibilityRole.CHIEF),
    "contact_unit": _contact_unit,
    "tag": _tagged,
    "mark": _marked,
    "verifying": _verifying,
    "amount_from": _amount("gte"),
    "amount_to": _amount("lte"),
    "updated_from": _updated_from,
    **{f"{name}_from": _from(f"{name}_on") for name in DATES},
    **{f"{name}_to": _to(f"{name}_on") for name in DATES},
}
