"""What every write of an arrival shares: the lock, the refusal of a slip known already, version, history, audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from projects.audit.services import record
from projects.errors import Conflict, NotFound, Stale
from projects.funds.models import Fund
from projects.ledger.models import Project, RowKind
from projects.ledger.services import keep_row, locked_project, shown_row
from projects.people.models import Officer
from projects.rows import one_or_none

SHOWN = (
    *("state", "arrived_on", "amount_wan", "origin", "nature", "purpose", "payer", "payer_name", "bank_name"),
    *("slip_number", "slip", "foreign_currency", "foreign_amount_wan", "rate", "rate_on", "rate_source"),
    *("usd_amount_wan", "usd_basis", "note", "confirmed_amount_wan", "confirmed_reason", "returned_reason"),
)
AGAIN = "如确为不同的进账单，请在号码后注明支行名；有疑问请联系上级调度办公室核对。"


def locked_fund(fund_id: UUID, *, by: Officer, expected_version: int | None = None) -> Fund:
    """The row under the lock of its project and its own. ``NotFound`` outside one's sight, ``Stale`` when older."""
    known = one_or_none(Fund.objects.visible_to(by).filter(pk=fund_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这笔到位资金，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    fund = Fund.objects.select_for_update(of=("self",), no_key=True).get(pk=fund_id)
    if expected_version is not None and fund.version != expected_version:
        raise Stale()
    fund.project = project
    return fund


@contextmanager
def slip_once(fund: Fund, by: Officer) -> Iterator[None]:
    """Saving under the unique keys of the database: whoever comes second, at once or years later, is refused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        same = same_slip(fund)
        if same is None:
            raise
        raise slip_taken(fund, same, by) from refused


def check_slip_free(fund: Fund, by: Officer) -> None:
    """The same refusal, before anything is written."""
    same = same_slip(fund)
    if same is not None:
        raise slip_taken(fund, same, by)


def same_slip(fund: Fund) -> Fund | None:
    """Another arrival, not withdrawn, with this number at this bank or with the very same file."""
    same = Q(bank_key=fund.bank_key, slip_key=fund.slip_key) | Q(slip_sha256=fund.slip_sha256)
    return Fund.objects.valid().filter(same).exclude(pk=fund.pk).select_related("project").first()


def slip_taken(fund: Fund, same: Fund, by: Officer) -> Conflict:
    """Names the other project only to who sees it."""
    what = f"进账单号“{fund.slip_number}”"
    if (same.bank_key, same.slip_key) != (fund.bank_key, fund.slip_key):
        what = "这份进账单文件"
    sees = Project.objects.visible_to(by).filter(pk=same.project_id).exists()
    if not sees:
        return Conflict(f"{what}已登记过，不能重复计入。{AGAIN}", "slip_taken")
    where = "本项目" if same.project_id == fund.project_id else f"项目“{same.project}”（{same.project.number}）"
    return Conflict(f"{what}已在{where}登记（{same}），不能重复计入。{AGAIN}", "slip_taken")


def row_of(fund: Fund) -> dict[str, str]:
    """The row as the history shows it."""
    return shown_row(fund, SHOWN)


def keep(
    fund: Fund, before: dict[str, str], act: models.TextChoices, *, by: Officer, now: datetime, why: str = ""
) -> Fund:
    """History and audit of what was just saved; a withdrawn row is gone from the file."""
    after = {} if fund.withdrawn_at is not None else row_of(fund)
    changes = keep_row(
        fund.project, RowKind.FUND, fund.pk, title=str(fund), before=before, after=after, by=by, now=now, why=why
    )
    record(act, fund, by=by, now=now, changes=changes, detail=f"项目 {fund.project.number}；{why}".rstrip("；"))
    return fund


def save_next(fund: Fund, *, now: datetime) -> None:
    """Save under the lock with the next version."""
    fund.version += 1
    fund.updated_at = now
    fund.save()
