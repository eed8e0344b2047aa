"""What happened to a project: steps taken and fields changed, newest first; and the meetings that spoke of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Change, Project
from projects.ledger.words import shown_field
from projects.people.models import Officer
from workflow.dispatch.models import AgendaEntry, Meeting
from workflow.steps.models import Claim, Transition
from workflow.steps.reasons import label_of

SHOWN = 60


@dataclass(frozen=True)
class Entry:
    """One line of the history: a step, with the unit by the name it bore that day, or a changed field."""

    at: datetime
    transition: Transition | None = None
    unit: str = ""
    reason: str = ""
    change: Change | None = None
    before: str = ""
    after: str = ""
    is_assignment: bool = False


def history_of(project: Project, *, limit: int | None = SHOWN) -> list[Entry]:
    """Newest first; ``limit=None`` for everything."""
    steps = project.transitions.select_related("by__organisation", "claimed_by", "revocation__by", "revokes")
    steps = steps.prefetch_related("by__organisation__former_names")
    fields = project.changes.select_related("by")
    entries = [_step(one) for one in steps] + [_change(one) for one in (fields[:limit] if limit else fields)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def _step(one: Transition) -> Entry:
    unit = one.by.organisation
    name = unit.name_on(timezone.localdate(one.recorded_at)) if unit else ""
    return Entry(one.recorded_at, transition=one, unit=name, reason=label_of(one.step, one.reason))


def _change(one: Change) -> Entry:
    if one.field in ResponsibilityRole.values:
        return Entry(one.at, change=one, before=one.before, after=one.after, is_assignment=True)
    before, after = shown_field(one.field, one.before), shown_field(one.field, one.after)
    return Entry(one.at, change=one, before=before, after=after)


def claims_of(project: Project, officer: Officer) -> list[Claim]:
    """Every claim the officer may see, newest first."""
    claims = Claim.objects.visible_to(officer).filter(project=project)
    return list(claims.select_related("submitted_by", "created_by", "decided_by", "verifying_unit"))


def meetings_of(project: Project, officer: Officer) -> list[AgendaEntry]:
    """Sittings that had or will have the project on the agenda, newest first."""
    seen = Meeting.objects.visible_to(officer)
    entries = project.agenda_entries.filter(meeting__in=seen).select_related("meeting__series")
    return list(entries.order_by("-meeting__starts_at"))
