"""The verifying unit's side of a claim: approve, return, reject. Four eyes (domain.md 2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Conflict, Invalid
from projects.ledger.stages import Step
from projects.people.models import Officer
from workflow.steps.claimed import decode
from workflow.steps.division import case_of, seats_of
from workflow.steps.models import Claim, ClaimEvent, ClaimState, Transition
from workflow.steps.policies import check_legal, check_may_verify, check_revokes_last, delegation_of
from workflow.steps.services.asking import ask_second
from workflow.steps.services.claims import locked_claim, record_event, save_claim
from workflow.steps.services.taking import check_complete, check_step_date, take_step


@audited()
def approve_claim(
    claim_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None, note: str = ""
) -> Transition | None:
    """Verify the claim: its values become the project's and the step is taken.

    None after the first of two rounds: the step waits for the second unit, and for another person.
    """
    claim = _answerable(claim_id, by=by, now=now, expected_version=expected_version)
    _check_same_total(claim, by=by, now=now)
    if claim.round < claim.rounds:
        _pass_on(claim, by=by, now=now, note=note)
        return None
    transition = take_step(
        claim.project_id,
        claim.step,
        by=by,
        effective_on=claim.effective_on,
        note=claim.note,
        reason=claim.reason,
        claim=claim,
        now=now,
    )
    _answer(claim, ClaimState.APPROVED, ClaimEvent.Kind.APPROVED, by=by, now=now, note=note)
    return transition


def _pass_on(claim: Claim, *, by: Officer, now: datetime, note: str) -> None:
    """The first unit agrees: all that the step asks for is there already, only the second agreement is not."""
    project, values = claim.project, decode(claim.fields)
    check_legal(project, claim.step)
    if claim.step == Step.REVOKE:
        check_revokes_last(project, claim.revokes)
    check_step_date(project, claim.step, claim.effective_on, now=now)
    check_complete(project, claim.step, reason=claim.reason, note=claim.note, fields=values)
    delegation = delegation_of(claim, by, on=timezone.localdate(now))
    kind = ClaimEvent.Kind.PASSED
    record_event(claim, kind, by=by, now=now, note=note.strip(), delegation=delegation)
    claim.first_unit, claim.first_by, claim.first_at = claim.verifying_unit, by, now
    ask_second(claim, values, now=now)
    save_claim(claim, now=now)


@audited()
def return_claim(
    claim_id: UUID,
    *,
    by: Officer,
    now: datetime,
    note: str,
    reasons: Sequence[Mapping[str, str]] = (),
    expected_version: int | None = None,
) -> Claim:
    """Send it back to be mended; ``reasons`` name the requirement and what is wrong with it."""
    claim = _answerable(claim_id, by=by, now=now, expected_version=expected_version)
    if not note.strip() and not any(reason.get("detail", "").strip() for reason in reasons):
        raise Invalid("请写明退回的理由，让申报单位知道补正什么。", "note", "reason_required")
    return _answer(claim, ClaimState.RETURNED, ClaimEvent.Kind.RETURNED, by=by, now=now, note=note, reasons=reasons)


@audited()
def reject_claim(
    claim_id: UUID, *, by: Officer, now: datetime, note: str, expected_version: int | None = None
) -> Claim:
    """The statement does not hold; the claim is closed."""
    claim = _answerable(claim_id, by=by, now=now, expected_version=expected_version)
    if not note.strip():
        raise Invalid("请写明不予认定的理由。", "note", "reason_required")
    return _answer(claim, ClaimState.REJECTED, ClaimEvent.Kind.REJECTED, by=by, now=now, note=note)


def _answerable(claim_id: UUID, *, by: Officer, now: datetime, expected_version: int | None) -> Claim:
    claim = locked_claim(claim_id, by=by, expected_version=expected_version)
    if claim.state != ClaimState.SUBMITTED:
        raise Conflict(f"这项申报目前是“{claim.get_state_display()}”，不在待认定状态，请刷新后查看。", "claim_state")
    check_may_verify(claim, by, on=timezone.localdate(now))
    return claim


def _check_same_total(claim: Claim, *, by: Officer, now: datetime) -> None:
    """What was handed in settled who answers, in how many rounds and under which delegation. A signing verifies the
    total itself; at a later step an amended total matters only where it would have been asked of others.
    """
    case = case_of(claim.project, claim.step, decode(claim.fields))
    if claim.total_wan is None or case.total_wan == claim.total_wan:
        return
    asked, due = (seats_of(one) for one in (replace(case, total_wan=claim.total_wan), case))
    delegated = delegation_of(claim, by, on=timezone.localdate(now)) is not None
    if claim.step == Step.SIGN or delegated or asked != due:
        raise Conflict(
            f"申报提交后，项目总投资由{claim.total_wan.normalize():f}万元改为{case.total_wan.normalize():f}万元，"
            "认定单位和轮次是按提交时的数额确定的：请退回，由申报单位核对后重新提交。",
            "claim_outdated",
        )


def _answer(
    claim: Claim,
    state: str,
    kind: str,
    *,
    by: Officer,
    now: datetime,
    note: str,
    reasons: Sequence[Mapping[str, str]] = (),
) -> Claim:
    delegation = delegation_of(claim, by, on=timezone.localdate(now))
    claim.state = state
    claim.decided_by = by
    claim.decided_at = now
    save_claim(claim, now=now)
    record_event(claim, kind, by=by, now=now, note=note.strip(), reasons=reasons, delegation=delegation)
    return claim
