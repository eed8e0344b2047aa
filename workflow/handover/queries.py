"""Reads of handovers: what waits for whom, and the open work that passes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from projects.ledger.models import Deputy, Project, Responsibility
from projects.ledger.stages import STAGES, Standing, Step, next_step_of, planned_field_of
from projects.people.models import Officer
from workflow.handover.lateness import Share, shares_of
from workflow.handover.models import Handover, HandoverItem
from workflow.lights.colours import Light
from workflow.lights.queries.books import Book, book_on
from workflow.lights.queries.now import light_of, with_light
from workflow.lights.rules import days_late
from workflow.steps.models import OPEN_STATES, Claim

CONFIRM_WITHIN = timedelta(days=3)
ACKNOWLEDGE_WITHIN = timedelta(days=2)
"""Calendar days after which a waiting handover is shown as late; reminders count working days."""


@dataclass(frozen=True)
class Waiting:
    """One line of somebody's to-do list."""

    icon: str
    verb: str
    name: str
    url: str
    due: str
    is_late: bool


def waiting_for(officer: Officer, *, on: date) -> list[Waiting]:
    """Handovers this officer is to confirm (as the office) or to acknowledge, those that wait longest first."""
    related = ("post__organisation", "predecessor", "sitter", "successor")
    confirm = Handover.objects.confirmable_by(officer).select_related(*related).order_by("proposed_at", "pk")
    take = Handover.objects.acknowledgeable_by(officer, on=on).select_related(*related).order_by("confirmed_at", "pk")
    return [_to_confirm(one, on) for one in confirm] + [_to_take(one, officer, on) for one in take]


def _to_confirm(one: Handover, on: date) -> Waiting:
    to = one.sitter or "职务空缺，待定接收人"
    name = f"{one.post}　{one.predecessor}（{one.get_cause_display()}）→ {to}"
    return _waiting(one, "transfer", "确认交接", name, one.proposed_at, CONFIRM_WITHIN, on)


def _to_take(one: Handover, officer: Officer, on: date) -> Waiting:
    stands_in = "" if one.successor_id == officer.pk else f"（代理{one.successor}）"
    name = f"{one.predecessor}移交的{one.post}各项责任{stands_in}"
    assert one.confirmed_at is not None
    return _waiting(one, "transfer-in", "接收交接", name, one.confirmed_at, ACKNOWLEDGE_WITHIN, on)


def _waiting(one: Handover, icon: str, verb: str, name: str, since: datetime, within: timedelta, on: date) -> Waiting:
    waited = on - timezone.localdate(since)
    due = f"已等 {waited.days} 天" if waited.days else "今天"
    return Waiting(icon, verb, name, reverse("handover:detail", args=[one.pk]), due, waited > within)


@dataclass(frozen=True)
class Work:
    """One item with the open work behind it. ``project`` is None where the reader may not see it."""

    item: HandoverItem
    project: Project | None
    light: Light | None = None
    next_label: str = ""
    planned_on: date | None = None
    late: int = 0
    shares: list[Share] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def open_work(handover: Handover, reader: Officer, *, on: date) -> list[Work]:
    """Every item with its project's stage, light, next node, lateness by person and open claims.

    A project the reader may not see is counted, not named. Action items (issue 6) join as one more field of ``Work``.
    """
    items = list(handover.items.select_related("responsibility", "given").order_by("responsibility__role", "pk"))
    keys = [item.responsibility.project_id for item in items]
    seen = Project.objects.visible_to(reader).filter(pk__in=keys).select_related("landing_organisation")
    book = book_on(on)
    projects: dict[UUID, Project] = {project.pk: project for project in with_light(seen, on=on, book=book)}
    claims: dict[UUID, list[Claim]] = {}
    for claim in Claim.objects.visible_to(reader).filter(project__in=projects, state__in=OPEN_STATES).order_by("pk"):
        claims.setdefault(claim.project_id, []).append(claim)
    shares = shares_of((one for one in projects.values() if one.standing == Standing.ACTIVE), on=on)
    works = [_work(item, projects.get(item.responsibility.project_id), claims, shares, on, book) for item in items]
    return sorted(works, key=lambda one: (one.project is None, one.item.responsibility.role, -one.late))


def _work(
    item: HandoverItem,
    project: Project | None,
    claims: dict[UUID, list[Claim]],
    shares: dict[UUID, list[Share]],
    on: date,
    book: Book,
) -> Work:
    if project is None:
        return Work(item, None)
    step = next_step_of(project.stage) if project.standing == Standing.ACTIVE else None
    return Work(
        item=item,
        project=project,
        light=light_of(project, on=on, book=book),
        next_label=str(Step(step).label) if step else "",
        planned_on=_planned(project) if step else None,
        late=days_late(project, on=on) if step else 0,
        shares=shares.get(project.pk, []),
        claims=claims.get(project.pk, []),
    )


def _planned(project: Project) -> date | None:
    following = STAGES[STAGES.index(project.stage) + 1 :][:1]
    planned: date | None = getattr(project, planned_field_of(following[0])) if following else None
    return planned


def with_deputy(parts: QuerySet[Responsibility], *, on: date) -> QuerySet[Any]:
    """Annotate ``deputy_name`` and ``deputy_until``: who stands in for the holder of each part ``on`` that day."""
    running = Deputy.objects.running_on(on).filter(principal=OuterRef("officer"))
    return parts.annotate(
        deputy_name=Subquery(running.values("deputy__name")[:1]), deputy_until=Subquery(running.values("valid_to")[:1])
    )


def deputy_of(officer: Officer, *, on: date) -> Deputy | None:
    """Who stands in for ``officer`` on that day."""
    return Deputy.objects.running_on(on).filter(principal=officer).select_related("deputy").first()
