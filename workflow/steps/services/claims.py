"""A unit's side of a claim: draft, edit, submit, withdraw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited
from projects.audit.services import note as note_act
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Evidence, Project
from projects.ledger.policies import check_may_report_for
from projects.ledger.services import check_company_name, locked_project
from projects.ledger.stages import CLAIMED_STEPS, Step
from projects.people.models import Officer
from projects.people.policies import check_receives
from projects.rows import one_or_none
from workflow.steps.claimed import check_claimable, decode, encode
from workflow.steps.models import Claim, ClaimEvent, ClaimState, Delegation
from workflow.steps.policies import check_legal, check_may_claim, check_may_handle, check_revokes_last
from workflow.steps.proofs import at_most_ten, check_provable
from workflow.steps.services.asking import ask_first
from workflow.steps.services.taking import check_complete, check_step_date

EDITABLE = (ClaimState.DRAFT, ClaimState.RETURNED)


@audited()
def draft_claim(
    project_id: UUID,
    step: str,
    *,
    by: Officer,
    now: datetime,
    effective_on: date,
    note: str = "",
    reason: str = "",
    fields: Mapping[str, Any] | None = None,
    evidence: Iterable[Evidence] = (),
) -> Claim:
    """Begin a claim. One open claim per project and step; a skipped or unknown step is refused at once.

    A 撤销认定 is from now on about the step that counts last at this moment, whatever is taken afterwards.
    """
    if step not in Step.values:
        raise Invalid("没有这个节点，请从项目可办的节点中选择。", "step", "unknown_step")
    if step not in CLAIMED_STEPS:
        raise Invalid(f"“{Step(step).label}”不需要认定，请直接办理。", "step", "no_claim_needed")
    project = locked_project(project_id, by=by)
    check_may_claim(project, step, by)
    check_legal(project, step)
    check_step_date(project, step, effective_on, now=now)
    claim = Claim(
        project=project,
        step=step,
        effective_on=effective_on,
        reason=reason.strip(),
        note=note.strip(),
        revokes=project.transitions.last_reached() if step == Step.REVOKE else None,
        fields=encode(_checked(project, step, fields or {}, by, now)),
        created_by=by,
        created_at=now,
        updated_at=now,
    )
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as refused:
        label = Step(step).label
        raise Conflict(f"本项目已有一件未办结的“{label}”申报，请继续办理那一件。", "open_claim") from refused
    claim.evidence.set(_own_evidence(project, evidence))
    record_event(claim, ClaimEvent.Kind.CREATED, by=by, now=now)
    return claim


@audited()
def edit_claim(
    claim_id: UUID,
    *,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
    effective_on: date | None = None,
    note: str | None = None,
    reason: str | None = None,
    fields: Mapping[str, Any] | None = None,
    evidence: Iterable[Evidence] | None = None,
) -> Claim:
    """Mend a draft or a returned claim; what is not given stays."""
    claim = locked_claim(claim_id, by=by, expected_version=expected_version)
    check_may_handle(claim, by)
    _check_state(claim, EDITABLE, "只有草稿或被退回的申报可以修改")
    if effective_on is not None:
        check_step_date(claim.project, claim.step, effective_on, now=now)
        claim.effective_on = effective_on
    claim.note = claim.note if note is None else note.strip()
    claim.reason = claim.reason if reason is None else reason.strip()
    if fields is not None:
        claim.fields = encode(_checked(claim.project, claim.step, {**claim.fields, **fields}, by, now))
    if evidence is not None:
        claim.evidence.set(_own_evidence(claim.project, evidence))
    record_event(claim, ClaimEvent.Kind.EDITED, by=by, now=now)
    return save_claim(claim, now=now)


@audited()
def submit_claim(claim_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Claim:
    """Hand the claim to the verifying unit; ``Incomplete`` lists everything that is missing."""
    claim = locked_claim(claim_id, by=by, expected_version=expected_version)
    project = claim.project
    check_may_handle(claim, by)
    _check_state(claim, EDITABLE, "只有草稿或被退回的申报可以提交")
    check_legal(project, claim.step)
    if claim.step == Step.REVOKE:
        check_revokes_last(project, claim.revokes)
    check_step_date(project, claim.step, claim.effective_on, now=now)
    values = decode(claim.fields)
    _check_landing_receives(project, values, now=now)
    asked = check_complete(project, claim.step, reason=claim.reason, note=claim.note, fields=values)
    proofs = [requirement.value for requirement in asked if requirement.kind == "evidence"]
    found = [document for proof in proofs if isinstance(proof, list) for document in proof]
    chosen = list(claim.evidence.all())
    check_provable(chosen)
    claim.evidence.add(*at_most_ten(found, chosen))
    claim.state = ClaimState.SUBMITTED
    claim.submitted_by = by
    claim.submitted_at = now
    ask_first(claim, values, now=now)
    save_claim(claim, now=now)
    record_event(claim, ClaimEvent.Kind.SUBMITTED, by=by, now=now, note=claim.note)
    return claim


@audited()
def ask_for_step(
    project_id: UUID,
    step: str,
    *,
    by: Officer,
    now: datetime,
    effective_on: date,
    reason: str,
    note: str = "",
    expected_version: int | None = None,
) -> Claim:
    """Ask a second person for a resume, restore or revoke: draft and submit in one."""
    locked_project(project_id, by=by, expected_version=expected_version)
    claim = draft_claim(project_id, step, by=by, now=now, effective_on=effective_on, reason=reason, note=note)
    return submit_claim(claim.pk, by=by, now=now)


@audited()
def withdraw_claim(
    claim_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None, note: str = ""
) -> Claim:
    """Take a claim back before it is answered."""
    claim = locked_claim(claim_id, by=by, expected_version=expected_version)
    check_may_handle(claim, by)
    _check_state(claim, (*EDITABLE, ClaimState.SUBMITTED), "这项申报已经办结，不能撤回")
    claim.state = ClaimState.WITHDRAWN
    save_claim(claim, now=now)
    record_event(claim, ClaimEvent.Kind.WITHDRAWN, by=by, now=now, note=note)
    return claim


def locked_claim(claim_id: UUID, *, by: Officer, expected_version: int | None = None) -> Claim:
    """The claim with its project, both locked; the project first, so that nobody waits in a ring."""
    known = one_or_none(Claim.objects.visible_to(by).filter(pk=claim_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这项申报，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim_id)
    if expected_version is not None and claim.version != expected_version:
        raise Stale()
    claim.project = project
    return claim


def save_claim(claim: Claim, *, now: datetime) -> Claim:
    """Save under the lock with the next version."""
    claim.version += 1
    claim.updated_at = now
    claim.save()
    return claim


def record_event(
    claim: Claim,
    kind: str,
    *,
    by: Officer,
    now: datetime,
    note: str = "",
    reasons: Iterable[Mapping[str, str]] = (),
    delegation: Delegation | None = None,
) -> ClaimEvent:
    """One more entry of the claim's thread, and one of the audit log."""
    state = Difference("state", "状态", "", claim.get_state_display())
    label = f"申报：{ClaimEvent.Kind(kind).label}"
    subject = f"{claim.project}（{claim.get_step_display()}）"
    detail = f"受{delegation}；{note}".strip("；") if delegation else note
    note_act(f"claim.{kind}", label, claim, by=by, now=now, changes=[state], detail=detail, name=subject)
    told = {"round": claim.round, "delegation": delegation, "note": note, "reasons": list(reasons)}
    return ClaimEvent.objects.create(claim=claim, kind=kind, by=by, at=now, **told)


def _checked(project: Project, step: str, fields: Mapping[str, Any], by: Officer, now: datetime) -> dict[str, Any]:
    check_claimable(step, fields)
    values = decode(fields, by=by)
    landing = values.get("landing_organisation")
    if landing is not None and landing != project.landing_organisation:
        check_may_report_for(landing, by)
    _check_landing_receives(project, values, now=now)
    if values.get("company_uscc") and values.get("company_name"):
        check_company_name(values["company_uscc"], values["company_name"])
    return values


def _check_landing_receives(project: Project, values: Mapping[str, Any], *, now: datetime) -> None:
    """The project does not move to a unit that has ended; in one that has it may stay."""
    landing = values.get("landing_organisation")
    if landing is not None and landing != project.landing_organisation:
        check_receives(landing, timezone.localdate(now), field="landing_organisation")


def _check_state(claim: Claim, allowed: Iterable[str], sentence: str) -> None:
    if claim.state not in allowed:
        raise Conflict(f"{sentence}；它目前是“{claim.get_state_display()}”，请刷新后查看。", "claim_state")


def _own_evidence(project: Project, evidence: Iterable[Evidence]) -> list[Evidence]:
    documents = list(evidence)
    if any(document.project_id != project.pk for document in documents):
        raise NotAllowed("只能引用本项目的佐证材料，请先上传到本项目。")
    check_provable(documents)
    return documents
