"""Amounts as of a moment (domain.md 3): what an event was worth, what a project is worth, what an increase adds.

An event has the amount of its snapshot. A *correction* decided later changes it from the instant it is known, as if it
had always been so. A *reduction* changes it from its effective day on. An *increase* never changes it: its increment is
an event of its own. A project on a day is worth what its file says, as known, less what is not yet in force that day.
"""

from __future__ import annotations

from django.db.models import CharField, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.expressions import Case, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, NullIf

from projects.ledger.stages import Step
from workflow.amendments.models import Amendment, AmendmentKind, AmendmentQuerySet, AmendmentState
from workflow.statistics.queries.grounds import WAN, Expression, Ground, known
from workflow.statistics.terms import Measure, Moment
from workflow.steps.models import Transition

FIELD_OF = {Measure.TOTAL_WAN: "total_investment_wan", Measure.FIXED_WAN: "fixed_investment_wan"}
"""The measures that a project has in its own file."""
ZERO = Value(0, output_field=DecimalField(max_digits=20, decimal_places=4))


def _side(name: str, place: str) -> Expression:
    """Before (``"0"``) or after (``"1"``) of a field in ``Amendment.amounts``; an empty text is none."""
    text = KeyTextTransform(place, KeyTransform(name, "amounts"))
    return Cast(NullIf(text, Value("")), WAN)


def step_of(name: str) -> Expression:
    """By how much an amendment moves a field; 0 where it does not."""
    return Coalesce(_side(name, "1"), ZERO) - Coalesce(_side(name, "0"), ZERO)


def agreed(moment: Moment) -> AmendmentQuerySet:
    """Approved by ``known_at``."""
    return Amendment.objects.filter(known(moment, "decided_at"), state=AmendmentState.APPROVED)


def _after_event() -> Q:
    """Decided after the event was recorded, whose snapshot therefore does not contain it."""
    same_instant = Q(decided_at=OuterRef("recorded_at"), base_version__gte=OuterRef("project_version"))
    return Q(decided_at__gt=OuterRef("recorded_at")) | same_instant


def _adjusting(moment: Moment) -> AmendmentQuerySet:
    in_force = Q(kind=AmendmentKind.CORRECTION) | Q(kind=AmendmentKind.REDUCTION, effective_on__lte=moment.as_of)
    return agreed(moment).filter(in_force, _after_event(), project=OuterRef("project_id"))


def event_amount(moment: Moment, name: str) -> Expression:
    """Of a transition: its snapshot of ``name`` with the corrections known and the reductions in force; never None."""
    moves = _adjusting(moment).order_by().values("project").annotate(moved=Sum(step_of(name))).values("moved")
    told = Coalesce(F(name), ZERO)
    moved = When(_changed(moment), then=told + Coalesce(Subquery(moves, output_field=WAN), ZERO))
    return Case(moved, default=told, output_field=WAN)


def _changed(moment: Moment) -> Q:
    """May anything adjust the event at all? Of few projects, so that a hash is asked and not each event's history."""
    kinds = (AmendmentKind.CORRECTION, AmendmentKind.REDUCTION)
    return Q(project_id__in=agreed(moment).filter(kind__in=kinds).order_by().values("project"))


def event_currency(moment: Moment) -> Expression:
    """Of a transition: its currency, as last corrected."""
    named = _adjusting(moment).filter(amounts__has_key="foreign_currency").order_by("-decided_at")
    text = KeyTextTransform("1", KeyTransform("foreign_currency", "amounts"))
    said = Subquery(named.annotate(text=text).values("text")[:1])
    return Coalesce(said, F("foreign_currency"), output_field=CharField())


def project_amount(ground: Ground, name: str) -> Expression:
    """Of a project: what it is worth on the day, as known; never None."""
    moment = ground.moment
    told = Coalesce(ground.number(name), ZERO)
    if moment.is_present:
        return told
    signed_again = Transition.objects.filter(
        known(moment), project=OuterRef("project"), step=Step.SIGN, recorded_at__gt=OuterRef("decided_at")
    )
    later = agreed(moment).exclude(kind=AmendmentKind.CORRECTION).filter(effective_on__gt=moment.as_of)
    of_it = later.filter(Q(~Exists(signed_again)), project=OuterRef(ground.key))
    moves = of_it.order_by().values("project").annotate(moved=Sum(step_of(name))).values("moved")
    quiet = When(ground.untouched(since_as_of=True), then=Coalesce(ground.plain(name), ZERO))
    unmoved = When(~Q(**{f"{ground.key}__in": later.order_by().values("project")}), then=told)
    return Case(quiet, unmoved, default=told - Coalesce(Subquery(moves, output_field=WAN), ZERO), output_field=WAN)


def increases(moment: Moment) -> AmendmentQuerySet:
    """Increases in force by ``as_of`` of a project whose signing, recorded before them, counts."""
    return agreed(moment).filter(kind=AmendmentKind.INCREASE, effective_on__lte=moment.as_of)
