"""The applicant's side: start 发起, mend and hand in again, withdraw. History stays; a new attempt is a new row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid
from projects.ledger.models import Evidence, Project
from projects.ledger.services import locked_project
from projects.people.models import Officer
from workflow.decisions.acts import Act
from workflow.decisions.models import OPEN_STATES, Decision, DecisionState, Holder, Outcome, Procedure, ProcedureStep
from workflow.decisions.policies import check_may_ask, check_may_mend
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
def start_decision(
    project_id: UUID, *, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Decision:
    """Hand the project to the first step of the procedure in force. ``expected_version``: of the project.

    Refusals: ``Stale``, ``Conflict`` (``not_negotiating``, ``no_procedure``, ``open_decision``, ``approved_already``),
    ``Invalid`` when a threshold asks for a total that is not filled in.
    """
    project = locked_project(project_id, by=by, expected_version=expected_version)
    check_may_ask(project, by)
    check_negotiating(project)
    procedure = Procedure.objects.in_force_for(project.landing_organisation, timezone.localdate(now))
    if procedure is None:
        raise Conflict("本地还没有启用决策流程，请联系调度办公室在“决策流程”中发布。", "no_procedure")
    _check_total(project, procedure)
    _check_none_stands(project)
    decision = _new(project, procedure, by=by, now=now, note=checked_note(note))
    try:
        with transaction.atomic():
            begin_turn(decision, _first_step(decision), Holder.OFFICE, asked_by=by, now=now)
    except IntegrityError as refused:
        _check_none_stands(project)
        raise Conflict("刚刚有人发起了这个项目的决策，请刷新后查看。", "open_decision") from refused
    changes = [Difference("state", "状态", "", decision.get_state_display())]
    record(Act.START, decision, by=by, now=now, changes=changes, detail=decision.note, name=str(decision))
    return decision


@audited()
def resubmit_decision(
    decision_id: UUID,
    *,
    by: Officer,
    now: datetime,
    note: str,
    paper: Evidence | None = None,
    expected_version: int | None = None,
) -> Decision:
    """Back to the step that returned it, with what is left of its limit; ``note`` says what was mended."""
    decision = locked_decision(decision_id, by=by, expected_version=expected_version)
    check_may_mend(decision, by)
    check_state(decision, DecisionState.RETURNED)
    check_negotiating(decision.project)
    turn, note = open_turn(decision), checked_note(note, needed="请写明补充了什么，办理单位据此继续办理。")
    end_turn(turn, Outcome.RESUBMITTED, by=by, now=now, note=note, paper=checked_paper(decision, paper))
    begin_turn(decision, turn.step, Holder.OFFICE, asked_by=by, now=now)
    save_decision(decision, DecisionState.RUNNING, now=now)
    record_turn(Act.RESUBMIT, decision, turn, by=by, now=now)
    return decision


@audited()
def withdraw_decision(
    decision_id: UUID, *, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Decision:
    """Take it back before it is concluded; it may be started again and then begins at the first step."""
    decision = locked_decision(decision_id, by=by, expected_version=expected_version)
    check_may_mend(decision, by)
    check_state(decision, *OPEN_STATES)
    turn = open_turn(decision)
    end_turn(turn, Outcome.WITHDRAWN, by=by, now=now, note=checked_note(note), paper=None)
    save_decision(decision, DecisionState.WITHDRAWN, now=now)
    record_turn(Act.WITHDRAW, decision, turn, by=by, now=now)
    return decision


def _check_none_stands(project: Project) -> None:
    last = Decision.objects.filter(project=project).exclude(state=DecisionState.WITHDRAWN).order_by("-attempt").first()
    if last is not None and last.is_open:
        raise Conflict("本项目已有一项在办的决策，请等它办结，或先撤回再重新发起。", "open_decision")
    if last is not None and last.state == DecisionState.APPROVED:
        raise Conflict("本项目的决策已经同意，可以申报签约，无需再次发起。", "approved_already")


def _check_total(project: Project, procedure: Procedure) -> None:
    """Which steps apply may depend on the amount."""
    if project.total_investment_wan is None and procedure.steps.filter(threshold_wan__isnull=False).exists():
        raise Invalid(
            "本地决策流程按投资额区分步骤，请先在项目档案中填写总投资。", "total_investment_wan", "total_required"
        )


def _new(project: Project, procedure: Procedure, *, by: Officer, now: datetime, note: str) -> Decision:
    return Decision(
        project=project,
        attempt=Decision.objects.filter(project=project).count() + 1,
        procedure=procedure,
        landing=project.landing_organisation,
        total_investment_wan=project.total_investment_wan,
        started_by=by,
        started_at=now,
        started_on=timezone.localdate(now),
        note=note,
        updated_at=now,
    )


def _first_step(decision: Decision) -> ProcedureStep:
    return steps_of(decision)[0]
