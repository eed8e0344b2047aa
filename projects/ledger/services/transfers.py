"""Moving a project from the unit of first contact to the unit that lands it (practice.md 1.5, 首问负责)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.kinds import CreditPart
from projects.ledger.models import Project, Transfer
from projects.ledger.policies_clashes import check_may_answer, check_may_transfer
from projects.ledger.queries_clashes import receivers_of
from projects.ledger.services.credits import WHOLE, Share, set_credits
from projects.ledger.services.drafting import differences_of
from projects.ledger.services.projects import apply_values, locked_project, save_version
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from projects.rows import one_or_none

NOT_WAITING = "这项移交已答复或已撤回，请刷新后查看。"


@audited()
def transfer_project(
    project_id: UUID,
    *,
    to: Organisation,
    credits: Sequence[Share],
    why: str,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Transfer:
    """Ask the unit ``to`` to take the project over; until it accepts, everything stays as it is.

    For the landing unit or its dispatch office. ``credits`` add up to 100 and are set on acceptance.
    """
    project = locked_project(project_id, by=by, expected_version=expected_version)
    check_may_transfer(project, by)
    _check(project, to, credits, why, on=timezone.localdate(now))
    asked = Transfer(
        project=project,
        sender=project.landing_organisation,
        to=to,
        credits=[_kept(share) for share in credits],
        why=why.strip()[:200],
        asked_by=by,
        asked_at=now,
        updated_at=now,
    )
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict("这个项目已有一项待接收的移交，请先撤回或等待答复。", "transfer_open") from refused
    record(Act.ASK_TRANSFER, project, by=by, now=now, detail=f"移交{to.label}：{asked.why}")
    return asked


def _check(project: Project, to: Organisation, credits: Sequence[Share], why: str, *, on: date) -> None:
    if not project.is_open:
        raise Conflict("只有正常推进的项目可以移交，请先恢复。")
    if to == project.landing_organisation:
        raise Invalid("接收单位就是现在的落地单位，请另选。", "to")
    if not receivers_of(project, on).filter(pk=to.pk).exists():
        raise Invalid("接收单位应是本市现有的县区、园区或乡镇，请另选。", "to")
    check_receives(to, on, field="to")
    if not why.strip():
        raise Invalid("请写明移交的理由。", "why", "required")
    total = sum((share.percent for share in credits), Decimal(0))
    if total != WHOLE or any(share.percent <= 0 for share in credits):
        raise Invalid(f"业绩比例合计应为100%，现为{total.normalize():f}%，请调整。", "percent", "not_whole")


def _kept(share: Share) -> dict[str, str]:
    return {"organisation": str(share.organisation.pk), "part": str(share.part), "percent": str(share.percent)}


def shares_of(transfer: Transfer) -> list[Share]:
    """The credit split that was asked for."""
    return shares_of_many([transfer.credits])[0]


def shares_of_many(splits: Iterable[list[dict[str, str]]]) -> list[list[Share]]:
    """The credit split of each transfer, as stored in ``Transfer.credits``. One query."""
    rows = list(splits)
    named = {one["organisation"] for split in rows for one in split}
    units = {str(unit.pk): unit for unit in Organisation.objects.filter(pk__in=named)}
    return [
        [Share(units[one["organisation"]], one["part"], Decimal(one["percent"])) for one in split] for split in rows
    ]


def split_between(sender: Organisation, to: Organisation, sender_percent: Decimal) -> list[Share]:
    """First contact and landing; all to one of them when the other has nothing."""
    shares = [
        Share(sender, CreditPart.FIRST_CONTACT, sender_percent),
        Share(to, CreditPart.LANDING, WHOLE - sender_percent),
    ]
    return [share for share in shares if share.percent != 0]


@audited()
def accept_transfer(
    transfer_id: UUID, *, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Transfer:
    """The receiving unit takes over: it lands and leads the project now; the unit of first contact stays in it."""
    transfer = _waiting(transfer_id, by=by, expected_version=expected_version)
    check_may_answer(transfer, by)
    project = locked_project(transfer.project_id, by=by, check=False)
    if project.landing_organisation_id != transfer.sender_id or not project.is_open:
        raise Conflict("项目的落地单位或状态已变，这项移交不再适用，请联系提出单位重新办理。")
    _answer(transfer, Transfer.State.ACCEPTED, note, by=by, now=now)
    why = f"{transfer.sender.label}移交：{transfer.why}"[:200]
    values = {"landing_organisation": transfer.to, "lead_organisation": transfer.to}
    if project.first_contact_organisation is None:
        values["first_contact_organisation"] = transfer.sender
    changes = apply_values(project, values, by=by, now=now, why=why)
    save_version(project, now=now)
    record(Act.ACCEPT_TRANSFER, project, by=by, now=now, changes=differences_of(changes), detail=why)
    set_credits(project.pk, shares_of(transfer), by=by, now=now, why=why)
    return transfer


@audited()
def decline_transfer(
    transfer_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Transfer:
    """The receiving unit says no, with a reason; the project stays where it is."""
    transfer = _waiting(transfer_id, by=by, expected_version=expected_version)
    check_may_answer(transfer, by)
    if not why.strip():
        raise Invalid("请写明不接收的理由。", "note", "required")
    _answer(transfer, Transfer.State.DECLINED, why, by=by, now=now)
    record(Act.DECLINE_TRANSFER, transfer.project, by=by, now=now, detail=why.strip())
    return transfer


@audited()
def withdraw_transfer(
    transfer_id: UUID, *, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Transfer:
    """Whoever may ask may take the question back, until it is answered."""
    transfer = _waiting(transfer_id, by=by, expected_version=expected_version)
    if not Project.objects.visible_to(by).filter(pk=transfer.project_id).exists():
        raise NotAllowed("移交由提出单位撤回，请联系该单位的填报员。")
    check_may_transfer(transfer.project, by)
    _answer(transfer, Transfer.State.WITHDRAWN, note, by=by, now=now)
    record(Act.WITHDRAW_TRANSFER, transfer.project, by=by, now=now, detail=note.strip())
    return transfer


def _waiting(transfer_id: UUID, *, by: Officer, expected_version: int | None) -> Transfer:
    """The row with its project, locked in the order of everybody: the project first."""
    known = one_or_none(Transfer.objects.visible_to(by).filter(pk=transfer_id))
    if known is None:
        raise NotFound("没有找到这项移交，或它不在您的查看范围内。")
    Project.objects.select_for_update(no_key=True).get(pk=known.project_id)
    transfer = Transfer.objects.select_for_update(no_key=True).get(pk=transfer_id)
    if transfer.state != Transfer.State.ASKED:
        raise Conflict(NOT_WAITING, "transfer_answered")
    if expected_version is not None and transfer.version != expected_version:
        raise Stale
    return transfer


def _answer(transfer: Transfer, state: str, note: str, *, by: Officer, now: datetime) -> None:
    transfer.state, transfer.answer = state, note.strip()[:200]
    transfer.answered_by, transfer.answered_at, transfer.updated_at = by, now, now
    transfer.version += 1
    transfer.save()
