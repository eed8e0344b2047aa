"""What of this room is fed: claims, and the steps taken."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from projects.audit.hearing import Heard
from projects.feed.registry import Kind, Touch, of_projects, on, register
from projects.ledger.models import Enterprise, Project
from projects.people.models import Officer
from workflow.steps.acts import Act
from workflow.steps.api.claims import READ, shown_claims
from workflow.steps.models import Claim, ClaimEvent, Transition

CLAIM, TRANSITION = "claim", "transition"
RECORDED, REVOKED = "transition.recorded", "transition.revoked"
TRANSITION_TYPES = {RECORDED: "办理了一个节点", REVOKED: "一个节点被撤销认定"}
CLAIM_CHANGED, TRANSITION_CHANGED = "claim.changed", "transition.changed"


def of_claim(act: Heard) -> list[Touch]:
    """``claim.submitted`` and its like, by the words of the thread."""
    assert isinstance(act.subject, Claim)
    return [Touch(CLAIM, act.subject.pk, act.action, act.subject.project_id)]


def of_step(act: Heard) -> list[Touch]:
    """A step: its record, the record it revokes, and the claims it has overtaken."""
    if act.action != Act.TAKE_STEP:
        return []
    assert act.subject is not None
    pk = act.subject.pk
    taken = Transition.objects.filter(project=pk, recorded_at=act.at).order_by("sequence")
    touches = []
    for one in taken:
        if one.revokes_id is not None:
            touches.append(Touch(TRANSITION, one.revokes_id, REVOKED, pk))
        touches.append(Touch(TRANSITION, one.pk, RECORDED, pk))
    closed = ClaimEvent.objects.filter(claim__project=pk, at=act.at, kind=ClaimEvent.Kind.WITHDRAWN)
    return touches + [Touch(CLAIM, claim, "claim.withdrawn", pk) for claim in closed.values_list("claim", flat=True)]


def of_enterprise(act: Heard) -> list[Touch]:
    """Claims show name and code of the investors they name."""
    assert isinstance(act.subject, Enterprise)
    if not act.fields & {"name", "uscc", "merged_into"}:
        return []
    naming = Claim.objects.filter(fields__icontains=str(act.subject.pk)).values_list("pk", "project_id")
    return [Touch(CLAIM, pk, CLAIM_CHANGED, project) for pk, project in naming]


def of_officer(act: Heard) -> list[Touch]:
    """Threads and records name people and their unit; a draft is seen by the unit of who wrote it."""
    assert isinstance(act.subject, Officer)
    if not act.fields & {"name", "organisation"}:
        return []
    said = Claim.objects.filter(Q(events__by=act.subject) | Q(created_by=act.subject)).distinct()
    touches = [Touch(CLAIM, pk, CLAIM_CHANGED, project) for pk, project in said.values_list("pk", "project_id")]
    hand = Q(by=act.subject) | Q(claimed_by=act.subject) | Q(first_by=act.subject)
    steps = Transition.objects.filter(hand).order_by().values_list("pk", "project_id")
    return touches + [Touch(TRANSITION, pk, TRANSITION_CHANGED, project) for pk, project in steps]


def with_projects(projects: Collection[UUID]) -> list[Touch]:
    """Record and claims of projects, for who sees these only now."""
    steps = Transition.objects.filter(project__in=projects).order_by("project_id", "sequence")
    claims = Claim.objects.filter(project__in=projects).order_by("project_id", "created_at", "pk")
    return [
        *(Touch(TRANSITION, pk, RECORDED, project) for pk, project in steps.values_list("pk", "project_id")),
        *(Touch(CLAIM, pk, CLAIM_CHANGED, project) for pk, project in claims.values_list("pk", "project_id")),
    ]


on(Claim, of_claim)
on(Project, of_step)
on(Enterprise, of_enterprise)
on(Officer, of_officer)
of_projects(with_projects)
CLAIM_TYPES = {f"claim.{kind.value}": str(kind.label) for kind in ClaimEvent.Kind} | {
    CLAIM_CHANGED: "内容或可见范围有变化"
}
register(Kind(CLAIM, "申报", READ, shown_claims, CLAIM_TYPES))
