"""History of the rows of a file: every room that keeps some calls ``keep_row`` in its services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from projects.audit.services import Difference
from projects.ledger.fields import show_value
from projects.ledger.models import Project, RowChange, RowKind
from projects.people.models import Officer

Shown = Mapping[str, str]
"""A row as people read it: label → text, empty texts left out; empty: no row."""

_TITLE = 120


def shown_row(row: Model, fields: Sequence[str]) -> dict[str, str]:
    """``fields`` of ``row`` by their Chinese names; choices by their labels, amounts without needless zeros."""
    shown = {}
    for name in fields:
        label = str(getattr(row._meta.get_field(name), "verbose_name", name))
        display = getattr(row, f"get_{name}_display", None)
        text = str(display()) if display is not None else show_value(getattr(row, name))
        if text:
            shown[label] = text
    return shown


def keep_row(
    project: Project,
    kind: RowKind,
    row: UUID,
    *,
    title: str,
    before: Shown,
    after: Shown,
    by: Officer,
    now: datetime,
    why: str = "",
) -> list[Difference]:
    """Remember what became of a row; returns the differences for ``record``. Nothing is written when there is none."""
    labels = [*before, *(label for label in after if label not in before)]
    changed = [label for label in labels if before.get(label, "") != after.get(label, "")]
    if not changed:
        return []
    RowChange.objects.create(
        project=project,
        kind=kind,
        row=row,
        title=title[:_TITLE],
        at=now,
        by=by,
        before=dict(before),
        after=dict(after),
        why=why,
    )
    return [Difference(label, label, before.get(label, ""), after.get(label, "")) for label in changed]
