"""The second person's side: confirm what arrived, or return it with the reason."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from projects.audit.services import audited
from projects.errors import Conflict, Invalid
from projects.funds.acts import Act
from projects.funds.kinds import FundState
from projects.funds.models import Fund
from projects.funds.policies import check_is_second_person, check_may_confirm_for
from projects.funds.services.rows import keep, locked_fund, row_of, save_next
from projects.ledger.money import check_wan
from projects.lines import check_line
from projects.people.models import Officer


@audited()
def confirm_fund(
    fund_id: UUID,
    *,
    amount_wan: Decimal | None = None,
    reason: str = "",
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Fund:
    """Confirm 核实 an arrival; ``amount_wan`` (万元) where less than reported is found, with the reason."""
    fund = _answerable(fund_id, by=by, expected_version=expected_version)
    before = row_of(fund)
    found = fund.amount_wan if amount_wan is None else check_wan(amount_wan, "amount_wan")
    why = check_line(reason, "核减理由", "reason")[:200]
    if not 0 < found <= fund.amount_wan:
        most = f"{fund.amount_wan.normalize():f}"
        raise Invalid(f"核实金额应大于 0，且不超过填报的 {most} 万元；全部不符的请退回。", "amount_wan")
    if found < fund.amount_wan and not why:
        raise Invalid("核实金额低于填报金额，请写明核减理由。", "reason")
    fund.state, fund.confirmed_amount_wan, fund.confirmed_reason = FundState.CONFIRMED, found, why
    fund.confirmed_by, fund.confirmed_at = by, now
    save_next(fund, now=now)
    return keep(fund, before, Act.CONFIRM, by=by, now=now, why=why)


@audited()
def return_fund(fund_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None) -> Fund:
    """Send an arrival back to be mended; the reason says what."""
    fund = _answerable(fund_id, by=by, expected_version=expected_version)
    before = row_of(fund)
    why = check_line(reason, "退回理由", "reason")[:200]
    if not why:
        raise Invalid("请写明退回理由，让填报人知道怎么改。", "reason")
    fund.state, fund.returned_by, fund.returned_at, fund.returned_reason = FundState.RETURNED, by, now, why
    save_next(fund, now=now)
    return keep(fund, before, Act.RETURN, by=by, now=now, why=why)


def _answerable(fund_id: UUID, *, by: Officer, expected_version: int | None) -> Fund:
    fund = locked_fund(fund_id, by=by, expected_version=expected_version)
    check_may_confirm_for(fund.project, by)
    check_is_second_person(fund, by)
    if fund.state != FundState.REPORTED:
        raise Conflict(f"这笔资金{fund.get_state_display()}，不再等待核实，请刷新后核对。")
    return fund
