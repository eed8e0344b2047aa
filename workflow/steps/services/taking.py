"""``take_step``: the only door through which a stage or standing changes (architecture.md, promise 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Incomplete, Invalid, NotAllowed
from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.models import CityRules, Project
from projects.ledger.services import apply_values, differences_of, follow_standing, locked_project, save_version
from projects.ledger.stages import DIRECT_STEPS, STAGE_OF_STEP, STAGE_STEPS, Stage, Standing, Step, date_field_of
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.steps.acts import Act
from workflow.steps.claimed import decode
from workflow.steps.dates import check_effective_on
from workflow.steps.models import OPEN_STATES, Claim, ClaimEvent, ClaimState, Transition
from workflow.steps.policies import check_legal, check_may_take_directly, check_may_verify, check_revokes_last
from workflow.steps.queries import Requirement, requirements_for
from workflow.steps.reasons import read_reason

SNAPSHOT = (
    "landing_organisation",
    "lead_organisation",
    "total_investment_wan",
    "fixed_investment_wan",
    "filed_investment_wan",
    "statistics_investment_wan",
    "foreign_currency",
    "foreign_amount_wan",
    "foreign_rate",
    "foreign_rate_on",
    "foreign_rate_source",
    "foreign_equivalent_wan",
    "is_industrial",
    "industry",
    "chain",
    "assigned_by_city",
    "needs_chief",
)


@audited()
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
    _check_may_take(project, step, by, claim, on=timezone.localdate(now))
    check_legal(project, step)
    is_back_dated = check_step_date(project, step, effective_on, now=now)
    claimed = decode(claim.fields) if claim is not None else {}
    changes = apply_values(project, claimed, by=by, now=now, why=f"{Step(step).label}认定") if claimed else []
    if claimed:  # the amounts claimed may lie on the other side of the threshold
        project.needs_chief = bool(reasons_for_chief(project, CityRules.of(project.landing_organisation)))
    check_complete(project, step, reason=reason, note=note)
    before = (project.stage, project.standing)
    revoked = _revoked_by(project, claim)
    getattr(project, step)()
    _set_dates(project, step, before[0], effective_on)
    transition = _recorded(project, step, before, by=by, reason=reason, note=note, claim=claim)
    transition.effective_on, transition.recorded_at = effective_on, now
    transition.is_back_dated, transition.revokes = is_back_dated, revoked
    transition.save(force_insert=True)
    save_version(project, now=now, stage_moved=True)
    _close_overtaken_claims(project, step, claim, by=by, now=now)
    if step in (Step.WITHDRAW, Step.TERMINATE, Step.RESTORE):
        follow_standing(project, by=by, now=now)
    moved = [*_moved(transition), *differences_of(changes)]
    record(Act.TAKE_STEP, project, by=by, now=now, changes=moved, detail=f"{Step(step).label} {effective_on}")
    return transition


def _moved(transition: Transition) -> list[Difference]:
    """Stage and standing, before and after."""
    stage = Difference("stage", "阶段", Stage(transition.source).label, Stage(transition.target).label)
    standing = (Standing(transition.source_standing).label, Standing(transition.target_standing).label)
    return [stage, Difference("standing", "状态", *standing)]


def _close_overtaken_claims(project: Project, step: str, taken: Claim | None, *, by: Officer, now: datetime) -> None:
    """An open claim for a step that is no longer possible is closed with the reason, not left waiting for ever."""
    possible = list(project.legal_moves())
    overtaken = project.claims.filter(state__in=OPEN_STATES).exclude(step__in=possible)
    for claim in overtaken.exclude(pk__in=[taken.pk] if taken else []):
        claim.state, claim.updated_at, claim.version = ClaimState.WITHDRAWN, now, claim.version + 1
        claim.save(update_fields=["state", "updated_at", "version"])
        note = f"项目已办理“{Step(step).label}”，这项申报不再适用，自动撤回；需要时请重新申报。"
        ClaimEvent.objects.create(claim=claim, kind=ClaimEvent.Kind.WITHDRAWN, by=by, at=now, note=note)


def check_complete(
    project: Project, step: str, *, reason: str, note: str, fields: Mapping[str, Any] | None = None
) -> list[Requirement]:
    """``Incomplete`` with everything that is missing; else all that was asked."""
    code, text = read_reason(step, reason, note)
    asked = requirements_for(project, step, fields=fields, reason=code if text else "")
    missing = [requirement.as_missing() for requirement in asked if not requirement.met]
    if missing:
        raise Incomplete(incomplete_sentence(step, [item.label for item in missing]), missing)
    return asked


def _recorded(
    project: Project, step: str, before: tuple[str, str], *, by: Officer, reason: str, note: str, claim: Claim | None
) -> Transition:
    code, text = read_reason(step, reason, note)
    return Transition(
        project=project,
        sequence=project.transitions.count() + 1,
        step=step,
        source=before[0],
        target=project.stage,
        source_standing=before[1],
        target_standing=project.standing,
        claimed_by=claim.submitted_by if claim else None,
        by=by,
        **_verified(claim),
        reason=code,
        note=text,
        claim=claim,
        project_version=project.version + 1,
        **{name: getattr(project, name) for name in SNAPSHOT},
    )


def _verified(claim: Claim | None) -> dict[str, Any]:
    """Which units answered, and who in the first of two rounds."""
    if claim is None:
        return {}
    return {
        "verifying_unit": claim.verifying_unit,
        "first_by": claim.first_by,
        "first_unit": claim.first_unit,
    }


def incomplete_sentence(step: str, labels: list[str]) -> str:
    """One sentence that names everything missing."""
    return f"“{Step(step).label}”还缺{len(labels)}项：{'、'.join(labels)}。请补齐后再提交。"


def check_step_date(project: Project, step: str, effective_on: date, *, now: datetime) -> bool:
    """Check the business date of a step; True when it is back-dated (domain.md 2.6)."""
    previous, label = _previous(project)
    rules = CityRules.of(project.landing_organisation)
    return check_effective_on(project, effective_on, previous=previous, previous_label=label, rules=rules, now=now)


def _previous(project: Project) -> tuple[date, str]:
    """The latest of: the day the present stage was reached, and the last change of standing."""
    reached = getattr(project, date_field_of(project.stage)) or project.negotiating_on
    last = project.transitions.exclude(step__in=(*STAGE_STEPS, Step.REVOKE)).order_by("-sequence").first()
    if last is not None and last.effective_on > reached:
        return last.effective_on, str(Step(last.step).label)
    return reached, str(Stage(project.stage).label)


def _check_may_take(project: Project, step: str, by: Officer, claim: Claim | None, *, on: date) -> None:
    if claim is None or step in DIRECT_STEPS:
        check_may_take_directly(project, step, by)
        return
    if claim.project_id != project.pk or claim.step != step:
        raise NotAllowed("申报与要办理的项目或节点不一致，请刷新后重试。")
    stored = one_or_none(Claim.objects.filter(pk=claim.pk, state=ClaimState.SUBMITTED))
    if stored is None:
        raise Conflict("这项申报不在待认定状态，请刷新后查看。", "claim_state")
    check_may_verify(stored, by, on=on)
    if stored.round < stored.rounds:
        raise Conflict(f"这项申报还须经{stored.second_unit}第二轮认定，节点暂不推进。", "second_round")


def _revoked_by(project: Project, claim: Claim | None) -> Transition | None:
    """What a 撤销认定 takes back: the step its claim names, and no other that was taken since."""
    if claim is None or claim.step != Step.REVOKE:
        return None
    check_revokes_last(project, claim.revokes)
    return claim.revokes


def _set_dates(project: Project, step: str, source: str, effective_on: date) -> None:
    if step in STAGE_OF_STEP:
        setattr(project, date_field_of(STAGE_OF_STEP[step]), effective_on)
    elif step == Step.REVOKE:
        setattr(project, date_field_of(source), None)
