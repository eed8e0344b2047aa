"""The clerk's side: report an arrival, mend it, withdraw it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Conflict, Invalid
from projects.funds.acts import Act
from projects.funds.kinds import FundState
from projects.funds.models import Fund
from projects.funds.policies import check_may_confirm_for
from projects.funds.services.rows import check_slip_free, keep, locked_fund, row_of, save_next, slip_once
from projects.funds.values import FIELDS, clean
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import Evidence, Project
from projects.ledger.policies import check_may_write
from projects.ledger.services import add_evidence, locked_project
from projects.lines import check_line
from projects.people.models import Officer
from projects.rows import one_or_none

SLIP_KINDS = (EvidenceKind.BANK_SLIP, EvidenceKind.PAYMENT_VOUCHER)
OPEN = (FundState.REPORTED, FundState.RETURNED)


@audited()
def report_fund(
    project_id: UUID, values: Mapping[str, Any], *, slip: Evidence | UploadedFile | None, by: Officer, now: datetime
) -> Fund:
    """Report one arrival; it waits for a second person. ``values``: see ``values.FIELDS``, amounts in 万元.

    ``slip``: a document of the project (进账单 or 付款凭证), or a file that becomes one in the same transaction.
    ``Conflict`` (``slip_taken``) for a slip that any project has already, by number or by file.
    """
    project = locked_project(project_id, by=by)
    check_may_write(project, by)
    said = clean(values, project, today=timezone.localdate(now))
    fund = Fund(project=project, created_by=by, created_at=now, updated_at=now, **said)
    _attach(fund, slip, by=by, now=now)
    check_slip_free(fund, by)
    with slip_once(fund, by):
        fund.save(force_insert=True)
    fund.writers.add(by)
    return keep(fund, {}, Act.REPORT, by=by, now=now)


@audited()
def edit_fund(
    fund_id: UUID,
    values: Mapping[str, Any],
    *,
    slip: Evidence | UploadedFile | None = None,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Fund:
    """Mend an arrival that is not confirmed; a returned one waits again. What is not given stays."""
    fund = locked_fund(fund_id, by=by, expected_version=expected_version)
    check_may_write(fund.project, by)
    if fund.state not in OPEN:
        raise Conflict("已核实或作废的资金不能修改；如有错误，请作废后重新填报。")
    before = row_of(fund)
    present = {name: getattr(fund, name) for name in FIELDS}
    said = clean({**present, **values}, fund.project, today=timezone.localdate(now))
    for name, value in said.items():
        setattr(fund, name, value)
    if slip is not None:
        _attach(fund, slip, by=by, now=now)
    fund.state, fund.returned_reason = FundState.REPORTED, ""
    check_slip_free(fund, by)
    with slip_once(fund, by):
        save_next(fund, now=now)
    fund.writers.add(by)
    return keep(fund, before, Act.EDIT, by=by, now=now)


@audited()
def withdraw_fund(
    fund_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Fund:
    """Declare an arrival void 作废: its slip is free again. A confirmed one only by who may confirm."""
    fund = locked_fund(fund_id, by=by, expected_version=expected_version)
    if fund.state == FundState.WITHDRAWN:
        raise Conflict("这笔资金已经作废，无需重复操作。")
    if fund.state == FundState.CONFIRMED:
        check_may_confirm_for(fund.project, by)
    else:
        check_may_write(fund.project, by)
    why = check_line(reason, "作废理由", "reason")
    if not why:
        raise Invalid("请写明作废理由。", "reason")
    before = row_of(fund)
    fund.state, fund.withdrawn_by, fund.withdrawn_at, fund.withdrawn_reason = FundState.WITHDRAWN, by, now, why[:200]
    save_next(fund, now=now)
    return keep(fund, before, Act.WITHDRAW, by=by, now=now, why=why[:200])


def _attach(fund: Fund, slip: Evidence | UploadedFile | None, *, by: Officer, now: datetime) -> None:
    fund.slip = _document(fund.project, fund, slip, by=by, now=now)
    fund.slip_sha256 = fund.slip.sha256


def _document(
    project: Project, fund: Fund, slip: Evidence | UploadedFile | None, *, by: Officer, now: datetime
) -> Evidence:
    """The slip as a document of the project."""
    if slip is None:
        raise Invalid("请选择或上传进账单（银行回单）。", "slip")
    if not isinstance(slip, Evidence):
        title = f"进账单 {fund.slip_number}"
        kind = EvidenceKind.BANK_SLIP
        return add_evidence(project.pk, kind=kind, title=title, file=slip, issued_on=fund.arrived_on, by=by, now=now)
    known = one_or_none(Evidence.objects.valid().filter(pk=slip.pk, project=project, kind__in=SLIP_KINDS))
    if known is None:
        raise Invalid("进账单应是本项目未作废的银行进账单或付款凭证，请重新选择或上传。", "slip")
    return known
