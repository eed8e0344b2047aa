"""From a false claim to the request to revoke it, by the existing claim that a second person answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from projects.audit.services import record as note_act
from projects.ledger.models import Evidence
from projects.ledger.stages import Step
from projects.people.models import Officer
from workflow.spotchecks.acts import Act
from workflow.spotchecks.models import Proposal, Record, Visit
from workflow.steps.models import OPEN_STATES, Claim, Transition
from workflow.steps.services import draft_claim, submit_claim

_MOST_NOTE = 1900


def why_not_propose(visit: Visit) -> str:
    """Why the step cannot be revoked at this moment, in words; empty when it can."""
    transition = visit.row.transition
    if Transition.objects.filter(revokes=transition).exists():
        return "这个节点的认定已经撤销。"
    last = Transition.objects.filter(project=visit.project_id).last_reached()
    if last is None or last.pk != transition.pk:
        label = last.get_step_display() if last else ""
        return f"项目此后已认定“{label}”，撤销须逐级进行：请先处理“{label}”的认定，再回到这里提出撤销。"
    open_ = Claim.objects.filter(project=visit.project_id, step=Step.REVOKE, state__in=OPEN_STATES).exists()
    return "本项目已有一件未办结的撤销认定申报，请等它办结。" if open_ else ""


def propose(record: Record, *, reason: str, evidence: Sequence[Evidence], by: Officer, now: datetime) -> Proposal:
    """The claim for ``revoke`` with the photos of the record as its basis, handed in at once."""
    visit = record.visit
    note = f"{visit.round.number}第{visit.number}项核查结论：不属实。{record.text}"[:_MOST_NOTE]
    draft = draft_claim(
        visit.project_id,
        Step.REVOKE,
        by=by,
        now=now,
        effective_on=timezone.localdate(now),
        reason=reason,
        note=note,
        evidence=evidence,
    )
    claim = submit_claim(draft.pk, by=by, now=now)
    made = Proposal.objects.create(record=record, claim=claim, by=by, at=now)
    note_act(Act.PROPOSE, record, by=by, now=now, detail=note, name=str(visit))
    return made
