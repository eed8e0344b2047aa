"""Figures of arrived funds: per project, and as of a day for statistics. RMB in 万元, 实际利用外资 in 万美元."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from projects.errors import NotFound
from projects.funds.kinds import FundState, Origin
from projects.funds.models import Fund, FundQuerySet
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.rows import one_or_none

NONE = Decimal(0)
_TENTH = Decimal("0.1")


@dataclass
class Share:
    """What came from one origin; ``confirmed`` and ``reported`` (still waiting or returned) never mix."""

    label: str
    confirmed: Decimal = NONE
    reported: Decimal = NONE


@dataclass
class Sums:
    """What arrived at one project. ``confirmed`` counts; ``reported`` waits or was returned; withdrawn is nowhere."""

    confirmed: Decimal = NONE
    reported: Decimal = NONE
    confirmed_this_year: Decimal = NONE
    reported_this_year: Decimal = NONE
    usd: Decimal = NONE
    origins: list[Share] = field(default_factory=list)
    total: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """资金到位率 in percent: confirmed ÷ contracted total, rounded once; None where there is no total."""
        if not self.total:
            return None
        return (self.confirmed * 100 / self.total).quantize(_TENTH, ROUND_HALF_UP)

    @property
    def exceeds_total(self) -> bool:
        """Has more arrived, as confirmed and reported, than the project is worth?"""
        return self.total is not None and self.confirmed + self.reported > self.total


def visible_fund(officer: Officer, fund_id: UUID) -> Fund:
    """The arrival with what its page shows, or ``NotFound``."""
    related = ("project__landing_organisation", "payer", "slip", "created_by", "confirmed_by", "returned_by")
    seen = Fund.objects.visible_to(officer).select_related(*related, "withdrawn_by")
    found = one_or_none(seen.filter(pk=fund_id))
    if found is None:
        raise NotFound("没有找到这笔到位资金，或它不在您的查看范围内。")
    return found


def sums_of(project: Project, funds: Iterable[Fund], *, year: int) -> Sums:
    """The figures of ``project`` from its rows; ``year``: of the arrivals that count as this year's."""
    sums = Sums(total=project.total_investment_wan)
    shares = {str(one): Share(str(one.label)) for one in Origin}
    for fund in funds:
        if fund.state != FundState.WITHDRAWN:
            _add(sums, shares[fund.origin], fund, is_this_year=fund.arrived_on.year == year)
    sums.origins = [share for share in shares.values() if share.confirmed or share.reported]
    return sums


def _add(sums: Sums, share: Share, fund: Fund, *, is_this_year: bool) -> None:
    if fund.state == FundState.CONFIRMED:
        amount = fund.confirmed_amount_wan or NONE
        share.confirmed += amount
        sums.confirmed += amount
        sums.usd += fund.usd_amount_wan or NONE
        sums.confirmed_this_year += amount if is_this_year else NONE
    else:
        share.reported += fund.amount_wan
        sums.reported += fund.amount_wan
        sums.reported_this_year += fund.amount_wan if is_this_year else NONE


def arrived(
    queryset: FundQuerySet,
    *,
    origin: str | None = None,
    as_of: date,
    known_at: datetime,
    min_project_wan: Decimal | None = None,
) -> FundQuerySet:
    """Arrivals by ``as_of`` that were confirmed, and not withdrawn, at ``known_at``; sum ``confirmed_amount_wan``.

    ``origin``: one of ``Origin``. ``min_project_wan``: only projects of at least this total (以上 includes the number
    itself), as the ledger has it now: 省外2000万元以上项目资金 is ``outside_province`` with 2000.
    """
    found = queryset.known(as_of=as_of, known_at=known_at)
    if origin is not None:
        found = found.filter(origin=origin)
    if min_project_wan is not None:
        found = found.filter(project__total_investment_wan__gte=min_project_wan)
    return found
