"""Reads of plans that other rooms ask too. Each takes the same number of queries however many nodes there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from projects.ledger.models import Project
from projects.people.models import Officer
from projects.plans.models import Node, Plan
from projects.plans.models.nodes import NodeQuerySet

_SHOWN = ("owner", "owner_organisation", "plan__project__landing_organisation")


@dataclass(frozen=True)
class Summary:
    """The plan of a project in figures. ``next_on``: promised, else planned; both empty when nothing is ahead."""

    total: int
    done: int
    late: int
    next_name: str = ""
    next_on: date | None = None


def late_nodes(of: QuerySet[Project] | Officer, on: date) -> NodeQuerySet:
    """Promised for before ``on`` and not reached: of these projects, or those that the officer owns. Oldest first."""
    found = Node.objects.late(on).select_related(*_SHOWN).order_by("committed_on", "position", "id")
    if isinstance(of, Officer):
        return found.filter(owner=of)
    return found.filter(plan__project__in=of)


def nodes_due_between(first: date, last: date) -> NodeQuerySet:
    """Not reached and due from ``first`` to ``last``, both included, with ``due_on``; narrow by ``visible_to``."""
    return Node.objects.due_between(first, last).select_related(*_SHOWN).order_by(F("due_on"), "position", "id")


def plan_summary(projects: QuerySet[Project] | Iterable[UUID], on: date) -> dict[UUID, Summary]:
    """Project id → figures, for those that have nodes. Two queries."""
    nodes = Node.objects.filter(plan__project__in=projects).standing().reached()
    counted = nodes.order_by().values("plan_id").annotate(
        total=Count("pk"),
        done=Count("pk", filter=Q(reached_on__isnull=False)),
        late=Count("pk", filter=Q(reached_on__isnull=True, committed_on__lt=on)),
    )  # fmt: skip
    following = _following(projects)
    return {
        row["plan_id"]: Summary(row["total"], row["done"], row["late"], *following.get(row["plan_id"], ("", None)))
        for row in counted
    }


def _following(projects: QuerySet[Project] | Iterable[UUID]) -> dict[UUID, tuple[str, date | None]]:
    """Project id → name and day of the node that is due next."""
    ahead = (
        Node.objects.filter(plan=OuterRef("pk"))
        .standing()
        .reached()
        .filter(Q(reached_on__isnull=True))
        .annotate(due_on=Coalesce("committed_on", "planned_on"))
        .order_by(F("due_on"), "position", "id")
    )
    plans = Plan.objects.filter(project__in=projects).annotate(
        next_name=Subquery(ahead.values("name")[:1]), next_on=Subquery(ahead.values("due_on")[:1])
    )
    rows = plans.exclude(next_name=None).values_list("pk", "next_name", "next_on")
    return {pk: (name, on) for pk, name, on in rows}


def rows_of(project: Project) -> QuerySet[Node]:
    """The standing nodes of a project, for the number beside the tab."""
    return Node.objects.filter(plan=project.pk).standing()
