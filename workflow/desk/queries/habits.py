"""What an officer has saved: views of the own and shared ones, columns by habit, runs over many projects."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.desk.columns import Column, chosen_columns, keys_in
from workflow.desk.models import BulkRow, BulkRun, ListPreference, Outcome, SavedView

ALL = "all"
"""``view=all``: everything, whatever the officer sees first by habit."""


@dataclass(frozen=True)
class Habits:
    """``columns``: keys; ``first``: the view with which the list opens."""

    columns: tuple[str, ...]
    first: UUID | None

    def shown(self, keys: tuple[str, ...]) -> list[Column]:
        """The columns of the address, else by habit, else the usual ones."""
        return chosen_columns(keys or self.columns)


def habits_of(officer: Officer) -> Habits:
    """Empty for who never chose."""
    kept = ListPreference.objects.filter(officer=officer).first()
    if kept is None:
        return Habits((), None)
    return Habits(tuple(keys_in(kept.columns)), kept.first_view_id)


def views_for(officer: Officer) -> list[SavedView]:
    """Own ones first, then those shared with the officer's unit, each with ``is_own``."""
    found = list(SavedView.objects.usable_by(officer).select_related("officer", "shared_with"))
    for view in found:
        view.is_own = view.officer_id == officer.pk  # type: ignore[attr-defined]
    return sorted(found, key=lambda view: (view.officer_id != officer.pk, view.position, view.name))


def runs_of(officer: Officer) -> QuerySet[BulkRun]:
    """The officer's own runs, the latest first, with numbers of rows by outcome."""
    counts = {name: Count("rows", filter=Q(rows__outcome=name)) for name in Outcome.values}
    runs = BulkRun.objects.filter(officer=officer).select_related("assignee", "post__organisation")
    counted = runs.annotate(count=Count("rows"), **{f"{name}_rows": count for name, count in counts.items()})
    return counted.order_by("-created_at", "-id")


def rows_of(run: BulkRun, officer: Officer) -> list[BulkRow]:
    """The rows in their order; ``is_seen``: the project is still in the officer's sight."""
    rows = list(run.rows.select_related("project__landing_organisation"))
    seen = set(
        Project.objects.visible_to(officer).filter(pk__in=run.rows.values("project")).values_list("pk", flat=True)
    )
    for row in rows:
        row.is_seen = row.project_id in seen  # type: ignore[attr-defined]
    return rows
