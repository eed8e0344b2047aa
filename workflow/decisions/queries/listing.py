"""The list of decisions: narrowed by the words of its address, each row with its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from projects.people.models import Officer
from projects.workdays.queries import Worked
from workflow.decisions.models import Decision
from workflow.decisions.models.processes import CONCLUDED, DecisionQuerySet
from workflow.decisions.queries.spans import Elapsed, elapsed_of_each
from workflow.steps.deadlines import Clock, clocks_of

WHO = ("project", "landing", "step", "unit", "started_by__organisation", "procedure__organisation")
CONCLUDED_WORD = "concluded"


@dataclass(frozen=True)
class Line:
    """One decision with its days, and the clock of its step while a unit has it."""

    decision: Decision
    elapsed: Elapsed
    clock: Clock | None


def groups_of(officer: Officer) -> dict[str, DecisionQuerySet]:
    """What waits for the officer by deadline, what came back to him, and everything visible, newest first."""
    seen = Decision.objects.visible_to(officer)
    waiting = Decision.objects.answerable_by(officer)
    return {
        "waiting": waiting.order_by(F("due_on").asc(nulls_last=True), "started_at", "pk"),
        "mine": Decision.objects.to_mend_by(officer),
        "all": seen,
    }


def narrowed(decisions: DecisionQuerySet, by: Mapping[str, Any]) -> DecisionQuerySet:
    """``by``: cleaned fields of the filter; what is empty narrows nothing."""
    found = decisions
    if by.get("state"):
        found = found.filter(state__in=CONCLUDED if by["state"] == CONCLUDED_WORD else [by["state"]])
    if by.get("unit"):
        found = found.filter(landing__path__startswith=by["unit"].path)
    if by.get("closed_from"):
        found = found.filter(closed_on__gte=by["closed_from"])
    if by.get("closed_to"):
        found = found.filter(closed_on__lte=by["closed_to"])
    return found


def lines_of(decisions: Sequence[Decision], *, on: date, known: Worked | None = None) -> list[Line]:
    """Rows as shown. Three queries, however many there are; one where the days are ``known``."""
    elapsed = elapsed_of_each(decisions, on=on, known=known)
    clocks = clocks_of([one.due_on for one in decisions if one.due_on], on=on, known=known)
    return [Line(one, elapsed[one.pk], clocks.get(one.due_on) if one.due_on else None) for one in decisions]
