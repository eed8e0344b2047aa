"""Asking for a change of amounts, and deciding on it: a second person, with the evidence (domain.md 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.fields import LABELS
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import CityRules, Evidence, Project
from projects.ledger.policies import check_may_write
from projects.ledger.services import apply_values, differences_of, locked_project, save_version
from projects.ledger.values import clean_values
from projects.ledger.verified import amounts_stand
from projects.people.models import Officer
from projects.rows import one_or_none
from projects.workdays.days import CalendarNotLoaded
from projects.workdays.queries import add_workdays
from workflow.amendments.acts import Act
from workflow.amendments.amounts import Moves, amended_case, check_kind, increment_of, moved_since, moves_of
from workflow.amendments.models import Amendment, AmendmentKind, AmendmentState
from workflow.amendments.policies import check_may_decide, check_may_withdraw
from workflow.steps.division import seats_of

_WHY = 200
_NEED_BASIS = (AmendmentKind.INCREASE, AmendmentKind.REDUCTION)


@audited()
def request_amendment(
    project_id: UUID,
    *,
    kind: str,
    values: Mapping[str, Any],
    effective_on: date,
    reason: str,
    by: Officer,
    now: datetime,
    basis: Iterable[Evidence] = (),
    phase: str = "",
    follows: Amendment | None = None,
    expected_version: int | None = None,
) -> Amendment:
    """Ask for new amounts of a verified project; ``values``: field of ``AMOUNT_FIELDS`` → the value it shall have.

    Refusals: ``Stale``, ``Conflict`` (``not_verified``, ``open_amendment``), ``Invalid`` for values, day, reason and
    basis.
    """
    project = locked_project(project_id, by=by, expected_version=expected_version)
    check_may_write(project, by)
    if not amounts_stand(project):
        raise Conflict("项目尚未通过签约认定，金额可以直接在项目档案中修改，无需申请。", "not_verified")
    moves = moves_of(project, clean_values(dict(values)))
    check_kind(kind, moves)
    _check_day(project, effective_on, now=now)
    documents = _checked_basis(project, kind, basis)
    unit = seats_of(amended_case(project, moves))[-1].unit
    amendment = Amendment(
        project=project,
        kind=kind,
        effective_on=effective_on,
        amounts=moves,
        increment_wan=increment_of(kind, moves),
        phase=phase.strip(),
        reason=_checked_text(reason, "理由", "reason"),
        base_version=project.version,
        deciding_unit=unit,
        due_on=_answer_due_on(project, now=now),
        follows=follows,
        requested_by=by,
        requested_at=now,
        updated_at=now,
    )
    _save_new(amendment)
    amendment.basis.set(documents)
    project.verifying_organisations.add(unit)
    _record(Act.REQUEST, amendment, by=by, now=now, detail=amendment.reason)
    return amendment


@audited()
def approve_amendment(
    amendment_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None, note: str = ""
) -> Amendment:
    """The amounts become the project's. ``Stale`` names the field that somebody changed since the request."""
    amendment = _decidable(amendment_id, by=by, expected_version=expected_version)
    project = amendment.project
    if not amounts_stand(project):
        raise Conflict("项目的签约认定已被撤销，金额可以直接修改；请退回这项申请。", "not_verified")
    _check_not_moved(amendment)
    _check_day(project, amendment.effective_on, now=now)
    _checked_basis(project, amendment.kind, amendment.basis.valid())
    values = clean_values({name: pair[1] for name, pair in amendment.amounts.items()})
    why = f"{amendment.get_kind_display()}（{amendment.requested_by}申请）：{amendment.reason}"
    changes = apply_values(project, values, by=by, now=now, why=why[:_WHY])
    save_version(project, now=now)
    _answer(amendment, AmendmentState.APPROVED, by=by, now=now, note=note)
    _record(Act.APPROVE, amendment, by=by, now=now, detail=why, changes=differences_of(changes))
    return amendment


@audited()
def return_amendment(
    amendment_id: UUID, *, by: Officer, now: datetime, note: str, expected_version: int | None = None
) -> Amendment:
    """Say what is wrong; the writer asks again by a new request that follows this one."""
    amendment = _decidable(amendment_id, by=by, expected_version=expected_version)
    if not note.strip():
        raise Invalid("请写明退回的理由，让申请单位知道怎样修改。", "note", "reason_required")
    _answer(amendment, AmendmentState.RETURNED, by=by, now=now, note=note)
    _record(Act.RETURN, amendment, by=by, now=now, detail=amendment.answer)
    return amendment


@audited()
def withdraw_amendment(
    amendment_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None, note: str = ""
) -> Amendment:
    """Take it back before it is answered."""
    amendment = _locked(amendment_id, by=by, expected_version=expected_version)
    check_may_withdraw(amendment, by)
    _check_open(amendment)
    amendment.answer = _checked_note(note)
    _close(amendment, AmendmentState.WITHDRAWN, now=now)
    _record(Act.WITHDRAW, amendment, by=by, now=now, detail=amendment.answer)
    return amendment


def _locked(amendment_id: UUID, *, by: Officer, expected_version: int | None) -> Amendment:
    """The request with its project, both locked; the project first, so that nobody waits in a ring."""
    known = one_or_none(Amendment.objects.visible_to(by).filter(pk=amendment_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这项变更申请，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    amendment = Amendment.objects.select_for_update(no_key=True).get(pk=amendment_id)
    if expected_version is not None and amendment.version != expected_version:
        raise Stale()
    amendment.project = project
    return amendment


def _decidable(amendment_id: UUID, *, by: Officer, expected_version: int | None) -> Amendment:
    amendment = _locked(amendment_id, by=by, expected_version=expected_version)
    _check_open(amendment)
    check_may_decide(amendment, by)
    return amendment


def _check_open(amendment: Amendment) -> None:
    if not amendment.is_open:
        raise Conflict(
            f"这项申请目前是“{amendment.get_state_display()}”，不能再办理，请刷新后查看。", "amendment_state"
        )


def _check_not_moved(amendment: Amendment) -> None:
    moved = [f"“{line.label}”申请时为{line.before}，现为{line.now}" for line in moved_since(amendment)]
    if moved:
        raise Stale(f"申请提出后金额已有变动：{'；'.join(moved)}。请核对后退回，由申请单位按现数重新申请。")


def _answer(amendment: Amendment, state: str, *, by: Officer, now: datetime, note: str) -> None:
    amendment.decided_by, amendment.decided_at = by, now
    amendment.answer = _checked_note(note)
    _close(amendment, state, now=now)


def _close(amendment: Amendment, state: str, *, now: datetime) -> None:
    amendment.state, amendment.updated_at = state, now
    amendment.version += 1
    amendment.save()


def _save_new(amendment: Amendment) -> None:
    try:
        with transaction.atomic():
            amendment.save(force_insert=True)
    except IntegrityError as refused:
        if not Amendment.objects.filter(project=amendment.project).waiting().exists():
            raise
        raise Conflict(
            "本项目已有一项待审定的金额变更申请，请等它办结，或先撤回再重新申请。", "open_amendment"
        ) from refused


def _check_day(project: Project, effective_on: date, *, now: datetime) -> None:
    if effective_on > timezone.localdate(now):
        raise Invalid("生效日期不能晚于今天。", "effective_on")
    if project.signed_on and effective_on < project.signed_on:
        raise Invalid(f"生效日期不能早于签约日期{project.signed_on}。", "effective_on")


def _checked_basis(project: Project, kind: str, basis: Iterable[Evidence]) -> list[Evidence]:
    documents = list(basis)
    if any(document.project_id != project.pk for document in documents):
        raise Invalid("只能引用本项目的佐证材料，请先上传到本项目。", "basis", "unknown_evidence")
    proofs = [one for one in documents if one.kind != EvidenceKind.FRAMEWORK_AGREEMENT]
    if kind in _NEED_BASIS and not proofs:
        word = AmendmentKind(kind).label
        raise Invalid(
            f"{word}须附依据材料（补充协议、决议或批复；框架协议不计），请先在“佐证”中上传再选用。",
            "basis",
            "basis_required",
        )
    return documents


def _checked_text(text: str, label: str, field: str) -> str:
    most = Amendment._meta.get_field("reason").max_length or 0
    text = text.strip()
    if not text:
        raise Invalid(f"请写明{label}。", field, "required")
    if len(text) > most or "\x00" in text:
        raise Invalid(f"“{label}”最多{most}个字，且不能含不可见字符。", field)
    return text


def _checked_note(note: str) -> str:
    return _checked_text(note, "意见", "note") if note.strip() else ""


def _answer_due_on(project: Project, *, now: datetime) -> date | None:
    """The last working day for the answer, as for claims; None beyond the last official year: no promise, no stop."""
    days = CityRules.of(project.landing_organisation).verification_days
    try:
        return add_workdays(timezone.localdate(now), days)
    except CalendarNotLoaded:
        return None


def _record(
    act: Act,
    amendment: Amendment,
    *,
    by: Officer,
    now: datetime,
    detail: str,
    changes: Iterable[Difference] | None = None,
) -> None:
    told = _differences(amendment.amounts) if changes is None else list(changes)
    state = Difference("state", "状态", "", amendment.get_state_display())
    record(act, amendment, by=by, now=now, changes=[state, *told], detail=detail, name=str(amendment))


def _differences(moves: Moves) -> list[Difference]:
    return [Difference(name, LABELS[name], *pair) for name, pair in moves.items()]
