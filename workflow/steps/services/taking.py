"""``take_step``: the only door through which a stage or standing changes (architecture.md, promise 1)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from projects.errors import Conflict, Incomplete, Invalid, NotAllowed
from projects.ledger.models import CityRules, Project
from projects.ledger.services import apply_values, locked_project, save_version
from projects.ledger.stages import DIRECT_STEPS, STAGE_OF_STEP, STAGE_STEPS, Stage, Standing, Step, date_field_of
from projects.people.models import Officer
from workflow.steps.claimed import decode
from workflow.steps.dates import check_effective_on
from workflow.steps.models import Claim, ClaimState, Transition
from workflow.steps.policies import check_may_take_directly, check_may_verify
from workflow.steps.queries import missing_for

SNAPSHOT = (
    "landing_organisation",
    "lead_organisation",
    "total_investment_wan",
    "fixed_investment_wan",
    "foreign_currency",
    "foreign_amount_wan",
    "is_industrial",
    "industry",
    "chain",
    "assigned_by_city",
    "needs_chief",
)


@transaction.atomic
def take_step(
    project_id: UUID,
    step: str,
    *,
    by: Officer,
    effective_on: date,
    note: str,
    now: datetime,
    claim: Claim | None = None,
    reason: str = "",
    expected_version: int | None = None,
) -> Transition:
    """Move a project: lock → may this person? → is it legal, in time, complete? → move → record → save.

    Refusals: ``NotFound`` outside one's scope, ``Stale``, ``NotAllowed`` (``four_eyes``, ``claim_required``),
    ``Conflict`` (``illegal_step``), ``Invalid`` for the date, ``Incomplete`` with everything that is missing.
    """
    if step not in Step.values:
        raise Invalid("没有这个节点，请从项目可办的节点中选择。", "step", "unknown_step")
    project = locked_project(project_id, by=by, expected_version=expected_version)
    _check_may_take(project, step, by, claim)
    check_legal(project, step)
    is_back_dated = check_step_date(project, step, effective_on, now=now)
    if claim is not None:
        apply_values(project, decode(claim.fields), by=by, now=now, why=f"{Step(step).label}认定")
    missing = missing_for(project, step, reason=reason or note)
    if missing:
        raise Incomplete(incomplete_sentence(step, [item.label for item in missing]), missing)
    source, source_standing = project.stage, project.standing
    revoked = _revoked_by(project, step)
    getattr(project, step)()
    _set_dates(project, step, source, effective_on)
    transition = Transition.objects.create(
        project=project,
        sequence=project.transitions.count() + 1,
        step=step,
        source=source,
        target=project.stage,
        source_standing=source_standing,
        target_standing=project.standing,
        effective_on=effective_on,
        recorded_at=now,
        is_back_dated=is_back_dated,
        claimed_by=claim.submitted_by if claim else None,
        by=by,
        reason=reason,
        note=note,
        claim=claim,
        revokes=revoked,
        project_version=project.version + 1,
        **{name: getattr(project, name) for name in SNAPSHOT},
    )
    save_version(project, now=now, stage_moved=True)
    return transition


def check_legal(project: Project, step: str) -> None:
    """``Conflict`` (``illegal_step``) unless the state machine allows the step from here."""
    if step in project.legal_moves():
        return
    raise Conflict(illegal_sentence(project, step), "illegal_step")


def illegal_sentence(project: Project, step: str) -> str:
    """Where the project stands and what can be done from there."""
    state = f"项目当前为“{Stage(project.stage).label}”、“{Standing(project.standing).label}”"
    if project.standing != Standing.ACTIVE and step in STAGE_STEPS:
        return f"{state}，不能办理“{Step(step).label}”；请先恢复为正常状态。"
    able = "、".join(str(Step(name).label) for name in project.legal_moves())
    return f"{state}，不能办理“{Step(step).label}”；节点须逐级推进，当前可办理：{able}。"


def incomplete_sentence(step: str, labels: list[str]) -> str:
    """One sentence that names everything missing."""
    return f"“{Step(step).label}”还缺{len(labels)}项：{'、'.join(labels)}。请补齐后再提交。"


def check_step_date(project: Project, step: str, effective_on: date, *, now: datetime) -> bool:
    """Check the business date of a step; True when it is back-dated (domain.md 2.6)."""
    previous, label = _previous(project, step)
    rules = CityRules.of(project.landing_organisation)
    return check_effective_on(project, effective_on, previous=previous, previous_label=label, rules=rules, now=now)


def _previous(project: Project, step: str) -> tuple[date, str]:
    reached = getattr(project, date_field_of(project.stage)) or project.negotiating_on
    label = str(Stage(project.stage).label)
    if step in STAGE_STEPS:
        return reached, label
    last = project.transitions.exclude(step__in=STAGE_STEPS).exclude(step=Step.REVOKE).order_by("-sequence").first()
    if last is not None and last.effective_on > reached:
        return last.effective_on, str(Step(last.step).label)
    return reached, label


def _check_may_take(project: Project, step: str, by: Officer, claim: Claim | None) -> None:
    if claim is None or step in DIRECT_STEPS:
        check_may_take_directly(project, step, by)
        return
    if claim.project_id != project.pk or claim.step != step:
        raise NotAllowed("申报与要办理的项目或节点不一致，请刷新后重试。")
    if claim.state != ClaimState.SUBMITTED:
        raise Conflict(f"这项申报目前是“{claim.get_state_display()}”，不在待认定状态，请刷新后查看。", "claim_state")
    check_may_verify(claim, by)


def _revoked_by(project: Project, step: str) -> Transition | None:
    if step != Step.REVOKE:
        return None
    reached = project.transitions.counting().filter(step__in=STAGE_STEPS, target=project.stage)
    return reached.order_by("-sequence").first()


def _set_dates(project: Project, step: str, source: str, effective_on: date) -> None:
    if step in STAGE_OF_STEP:
        setattr(project, date_field_of(STAGE_OF_STEP[step]), effective_on)
    elif step == Step.REVOKE:
        setattr(project, date_field_of(source), None)
