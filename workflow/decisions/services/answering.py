"""The offices' side: a step is passed 通过, sent back 退回补充, or the project is refused 不同意. Four eyes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from projects.audit.services import audited
from projects.errors import Invalid
from projects.ledger.models import Evidence
from projects.people.models import Officer
from workflow.decisions.acts import Act
from workflow.decisions.models import Decision, DecisionState, Holder, Outcome, ProcedureStep, Turn
from workflow.decisions.policies import check_may_answer
from workflow.decisions.services.keeping import (
    begin_turn,
    check_negotiating,
    check_state,
    checked_note,
    checked_paper,
    end_turn,
    locked_decision,
    open_turn,
    record_turn,
    save_decision,
    steps_of,
)


@audited()
def pass_step(
    decision_id: UUID,
    *,
    by: Officer,
    now: datetime,
    note: str = "",
    paper: Evidence | None = None,
    expected_version: int | None = None,
) -> Decision:
    """The step agrees: on to the next one, or the project is decided in favour.

    ``Conflict`` (``decision_state``) when somebody else answered, ``Invalid`` (``paper_required``).
    """
    decision = _answerable(decision_id, by=by, expected_version=expected_version)
    turn, paper = open_turn(decision), checked_paper(decision, paper)
    if turn.step.needs_document and paper is None:
        raise Invalid(
            f"“{turn.step}”须附材料（如会议纪要、评审意见），请先在项目“佐证”中上传再选用。", "paper", "paper_required"
        )
    end_turn(turn, Outcome.PASSED, by=by, now=now, note=checked_note(note), paper=paper)
    following = _after(decision, turn.step)
    if following is not None:
        begin_turn(decision, following, Holder.OFFICE, asked_by=turn.asked_by, now=now)
    save_decision(decision, DecisionState.RUNNING if following else DecisionState.APPROVED, now=now)
    record_turn(Act.PASS, decision, turn, by=by, now=now)
    return decision


@audited()
def return_decision(
    decision_id: UUID,
    *,
    by: Officer,
    now: datetime,
    note: str,
    paper: Evidence | None = None,
    expected_version: int | None = None,
) -> Decision:
    """Send it back to be mended: the office's clock stops until it is handed in again."""
    decision = _answerable(decision_id, by=by, expected_version=expected_version)
    note = checked_note(note, needed="请写明退回的理由，让项目单位知道补充什么。")
    turn = _answered(decision, Outcome.RETURNED, by=by, now=now, note=note, paper=paper)
    begin_turn(decision, turn.step, Holder.APPLICANT, asked_by=turn.asked_by, now=now)
    save_decision(decision, DecisionState.RETURNED, now=now)
    record_turn(Act.RETURN, decision, turn, by=by, now=now)
    return decision


@audited()
def reject_decision(
    decision_id: UUID,
    *,
    by: Officer,
    now: datetime,
    note: str,
    paper: Evidence | None = None,
    expected_version: int | None = None,
) -> Decision:
    """The project is not agreed to; a later attempt begins at the first step."""
    decision = _answerable(decision_id, by=by, expected_version=expected_version)
    note = checked_note(note, needed="请写明不同意的理由。")
    turn = _answered(decision, Outcome.REJECTED, by=by, now=now, note=note, paper=paper)
    save_decision(decision, DecisionState.REJECTED, now=now)
    record_turn(Act.REJECT, decision, turn, by=by, now=now)
    return decision


def _answered(
    decision: Decision, outcome: Outcome, *, by: Officer, now: datetime, note: str, paper: Evidence | None
) -> Turn:
    turn = open_turn(decision)
    end_turn(turn, outcome, by=by, now=now, note=note, paper=checked_paper(decision, paper))
    return turn


def _answerable(decision_id: UUID, *, by: Officer, expected_version: int | None) -> Decision:
    decision = locked_decision(decision_id, by=by, expected_version=expected_version)
    check_state(decision, DecisionState.RUNNING)
    check_may_answer(decision, by)
    check_negotiating(decision.project)
    return decision


def _after(decision: Decision, step: ProcedureStep) -> ProcedureStep | None:
    return next((one for one in steps_of(decision) if one.position > step.position), None)
