"""Whose days were late: each day a node is behind its plan counts for whoever held the project that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from projects.ledger.chiefs import Span, days_of
from projects.ledger.models import Project, Responsibility
from workflow.lights.rules import days_late

NOBODY = "无首席责任人"


@dataclass(frozen=True)
class Share:
    """Late days of the next node that fell into one person's time; ``officer`` empty: nobody held the project."""

    officer: UUID | None
    name: str
    days: int


def shares_of(projects: Iterable[Project], *, on: date) -> dict[UUID, list[Share]]:
    """Project → who let how many days pass, the earliest first; only projects whose next node is late. One query."""
    late = {project.pk: days for project in projects if (days := days_late(project, on=on))}
    spans, names = _spans(late)
    shares = {}
    for project, days in late.items():
        counted = days_of(spans[project], on - timedelta(days=days - 1), on)
        shares[project] = [Share(officer, names.get(officer, NOBODY), count) for officer, count in counted]
    return shares


def _spans(projects: Iterable[UUID]) -> tuple[dict[UUID, list[Span]], dict[UUID | None, str]]:
    rows = Responsibility.objects.chiefs().filter(project__in=list(projects)).order_by("valid_from", "created_at")
    spans: dict[UUID, list[Span]] = defaultdict(list)
    names: dict[UUID | None, str] = {}
    for project, officer, name, first, last in rows.values_list(
        "project", "officer", "officer__name", "valid_from", "valid_to"
    ):
        spans[project].append(Span(officer, first, last))
        names[officer] = name
    return spans, names
