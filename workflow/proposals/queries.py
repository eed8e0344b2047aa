"""Reads of proposals that doors and pages share."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from projects.errors import NotFound
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.proposals.kinds import ProposalState
from workflow.proposals.models import Proposal, ProposalQuerySet

SHOWN = ("project__landing_organisation", "decided_by")


def visible_proposal(officer: Officer, proposal_id: UUID) -> Proposal:
    """The proposal with its project, or ``NotFound``."""
    units = [f"project__{name}" for name in Project.UNIT_FIELDS]
    seen = Proposal.objects.visible_to(officer).select_related(*SHOWN, *units, "follows")
    found = one_or_none(seen.filter(pk=proposal_id))
    if found is None:
        raise NotFound("没有找到这条建议，或它不在您的查看范围内。")
    return found


def waiting_for(officer: Officer) -> ProposalQuerySet:
    """Those the officer's office is to decide, the oldest first."""
    root = officer.scope_root
    if root is None or not officer.may(Permission.DISPATCH_WRITE):
        return Proposal.objects.none()
    below = Q(project__landing_organisation__path__startswith=root.path)
    return Proposal.objects.open().filter(below).select_related(*SHOWN).order_by("proposed_at", "pk")


def standing_on(project: Project) -> QuerySet[Proposal]:
    """What the page of a project says: open proposals, and terms that were set and not yet overtaken."""
    running = Q(state=ProposalState.ACCEPTED, deadline_on__isnull=False, followed_by__isnull=True)
    found = Proposal.objects.filter(Q(state=ProposalState.OPEN) | running, project=project)
    return found.order_by("proposed_at", "pk")
