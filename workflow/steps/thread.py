"""The thread of a claim as pages show it: each event with the remarks per requirement, named in Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from projects.ledger.requirements import STEP_REQUIREMENTS
from workflow.steps.models import Claim, ClaimEvent

Remarks = list[tuple[str, str]]
FURTHER_LABELS = {"chief": "首席责任人", "reason": "事由"}


@dataclass(frozen=True)
class Entry:
    """One event; ``unit``: whose officer, by the name of that day; ``reasons``: requirement and what was said of it."""

    event: ClaimEvent
    unit: str
    reasons: Remarks


def labels_of(step: str) -> dict[str, str]:
    """Requirement name → label, for every requirement a step can have."""
    rules = STEP_REQUIREMENTS[step]
    fields = {one.name: one.label for one in rules.fields}
    return FURTHER_LABELS | fields | {one.name: one.label for one in rules.evidence}


def remarks_of(event: ClaimEvent, step: str) -> Remarks:
    """The remarks of one event."""
    labels = labels_of(step)
    return [(labels.get(one.get("name", ""), one.get("name", "")), one.get("detail", "")) for one in event.reasons]


def thread_of(claim: Claim) -> list[Entry]:
    """The whole thread, latest first."""
    events = claim.events.select_related(
        "by__organisation", "delegation__unit", "delegation__officer"
    ).prefetch_related("by__organisation__former_names")
    latest_first = events.order_by("-at", "-id")
    return [Entry(event, _unit_of(event), remarks_of(event, claim.step)) for event in latest_first]


def _unit_of(event: ClaimEvent) -> str:
    unit = event.by.organisation
    return unit.label_on(timezone.localdate(event.at)) if unit else ""


def last_return(claim: Claim) -> tuple[ClaimEvent | None, Remarks]:
    """The latest event that sent the claim back, with its remarks."""
    events = claim.events.filter(kind=ClaimEvent.Kind.RETURNED).select_related("by")
    event = events.order_by("-at", "-id").first()
    return (event, remarks_of(event, claim.step)) if event else (None, [])
