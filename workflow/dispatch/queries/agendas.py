"""What the rules of a series put on an agenda, and when something changed that an agenda depends on."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet, Value
from django.utils import timezone

from projects.ledger.models import Project, Responsibility
from projects.people.models import Officer
from projects.plans.models import Node
from projects.progress.models import Problem, Report
from workflow.dispatch.agenda.base import LONGEST_DETAIL, Look, Proposal, shortened
from workflow.dispatch.agenda.choices import Chosen, from_stored
from workflow.dispatch.agenda.registry import RULES
from workflow.dispatch.models import AgendaEntry, Meeting, Series
from workflow.dispatch.queries.series import AGENDA_AT_LEAST, region_of, since, until_on
from workflow.proposals.models import Proposal as WithdrawalProposal
from workflow.steps.models import Transition

PLANNING_SLACK = timedelta(minutes=15)
_MOVING: tuple[tuple[type[Any], str], ...] = (
    (Transition, "recorded_at"),
    (Project, "updated_at"),
    (Responsibility, "updated_at"),
    (Report, "updated_at"),
    (Problem, "updated_at"),
    (Node, "updated_at"),
    (WithdrawalProposal, "updated_at"),
)
"""What agendas are made of, and when a row of it last changed."""


def propose_agenda(meeting: Meeting, *, now: datetime) -> list[Proposal]:
    """What the rules of the series put on the agenda, rule by rule in the order chosen.

    A rule brings no more projects than the series allows it; of each project that is brought, every rule that
    concerns it is told. The number of queries depends on the rules alone.
    """
    look = Look(meeting, region_of(meeting.series), since(meeting), until_on(meeting), timezone.localdate(now), now)
    found = [(one, _found(one, look)) for one in from_stored(meeting.series.agenda_rules) if one.rule in RULES]
    brought = dict.fromkeys(project for one, told in found for project in islice(told, one.most))
    return [_proposal(project, found) for project in brought]


def _found(chosen: Chosen, look: Look) -> dict[UUID, str]:
    """Project → sentence, the most pressing first."""
    rule = RULES[chosen.rule]
    return {one.project_id: one.sentence for one in rule.find(look, chosen.days or rule.days or 0)}


def _proposal(project_id: UUID, found: list[tuple[Chosen, dict[UUID, str]]]) -> Proposal:
    told = [(one.rule, sentences[project_id]) for one, sentences in found if project_id in sentences]
    detail = "；".join(dict.fromkeys(sentence for _, sentence in told))
    return Proposal(project_id, [rule for rule, _ in told], shortened(detail, LONGEST_DETAIL))


def latest_change() -> datetime | None:
    """When anything last changed that an agenda depends on. One query."""
    first, *rest = (_latest(model, field) for model, field in _MOVING)
    return max((at for (at,) in first.union(*rest, all=True) if at), default=None)


def _latest(model: type[Any], field: str) -> QuerySet[Any, Any]:
    """One row with the latest ``field``; none where there is no row."""
    whole = model.objects.order_by().annotate(whole=Value(1)).values("whole")
    return whole.annotate(at=Max(field)).values_list("at")


def is_planning_late(now: datetime) -> bool:
    """Has the tick overlooked a series? It renews the agenda of each next sitting once a day at least. One query."""
    ahead = Meeting.objects.ahead(now).values("series")
    renewed = Series.objects.filter(pk__in=ahead).annotate(renewed=Max("meetings__agenda_at"))
    overdue = now - AGENDA_AT_LEAST - PLANNING_SLACK
    return renewed.filter(Q(renewed=None) | Q(renewed__lt=overdue)).exists()


def agenda_of(meeting: Meeting, officer: Officer) -> QuerySet[AgendaEntry]:
    """What is on the agenda of projects that the officer sees, in order, with ``project.current_chiefs``."""
    chiefs = Responsibility.objects.current().chiefs().select_related("officer")
    current = Prefetch("project__responsibilities", queryset=chiefs, to_attr="current_chiefs")
    entries = meeting.agenda.current().filter(project__in=Project.objects.visible_to(officer))
    entries = entries.select_related("project__landing_organisation")
    return entries.prefetch_related(current).order_by("position", "pk")
