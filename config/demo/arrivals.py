"""Money that arrived 到位资金, each with a slip of its own: confirmed, confirmed lower, returned, waiting, foreign.

At a real firm the money is confirmed as reported, and the bank, the payer and the note say 示例.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from config.demo.chosen import RATE_SOURCE
from config.demo.plans import SHANGHAI, ProjectPlan
from config.demo.scene import Scene, project_of
from projects.funds.kinds import FundState, Nature, Origin, Purpose, UsdBasis
from projects.funds.models import Fund
from projects.funds.services import confirm_fund, report_fund, return_fund
from projects.ledger.kinds import EvidenceKind

BANK, PAYER, NOTE = "示例银行芜湖分行", "示例付款方", "示例：金额、日期和进账单均为演示所设"
REAL = 3
AMOUNT_WAN, LESS_WAN = Decimal(2_000), Decimal(300)
USD_WAN, RATE = Decimal(300), Decimal("7.1000")
LOWER = "示例：其中300万元为股东往来款，不计到位资金。"
RETURNED = "示例：进账单未加盖银行业务章，请补正后重新填报。"


@dataclass(frozen=True)
class _Arrival:
    """One arrival: ``state`` as it is answered; ``lower``: less is confirmed than was reported."""

    plan: ProjectPlan
    state: str = FundState.CONFIRMED
    lower: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Arrivals:
    """Writes the money into the diary."""

    scene: Scene
    funds: dict[int, Fund] = field(default_factory=dict)

    def tell(self) -> None:
        """Reported by the clerk, answered a week later by the office: never by the same person."""
        for number, one in enumerate(self._arrivals()):
            ago = 48 - number * 4
            self.scene.write(ago, partial(self._report, number, one), place=number)
            if one.state != FundState.REPORTED:
                self.scene.write(ago - 5, partial(self._answer, number, one), place=number)

    def _arrivals(self) -> list[_Arrival]:
        chosen = self.scene.chosen
        own = [plan for plan in chosen.real if self.scene.clerk(plan) != self.scene.office]
        foreign = [plan for plan in chosen.landed() if plan.values.get("foreign_currency") == "USD"]
        ways: tuple[dict[str, Any], ...] = (
            {},
            {"lower": True},
            {"state": FundState.RETURNED},
            {"state": FundState.REPORTED},
        )
        return [
            *(_Arrival(plan) for plan in own[:REAL]),
            *(_Arrival(plan, values=_foreign()) for plan in foreign[:1]),
            *(_Arrival(plan, **way) for plan, way in zip(chosen.building(), ways, strict=False)),
        ]

    def _report(self, number: int, one: _Arrival, now: datetime) -> None:
        scene, word = self.scene, f"YS{number + 1:04d}"
        on = now.astimezone(SHANGHAI).date() - timedelta(days=2)
        said: dict[str, Any] = {
            "arrived_on": on,
            "amount_wan": AMOUNT_WAN + number * 250,
            "origin": Origin.OUTSIDE_PROVINCE,
            "nature": Nature.PRIVATE,
            "purpose": Purpose.FIXED,
            "payer_name": PAYER,
            "bank_name": BANK,
            "slip_number": word,
            "note": NOTE,
        }
        if one.values:
            said |= {**one.values, "rate_on": on}
        slip = scene.paper(one.plan, EvidenceKind.BANK_SLIP, word=word, now=now)
        self.funds[number] = report_fund(project_of(one.plan).pk, said, slip=slip, by=scene.clerk(one.plan), now=now)

    def _answer(self, number: int, one: _Arrival, now: datetime) -> None:
        fund, by = self.funds[number], self.scene.office
        if one.state == FundState.RETURNED:
            return_fund(fund.pk, reason=RETURNED, by=by, now=now)
        elif one.lower:
            confirm_fund(fund.pk, amount_wan=fund.amount_wan - LESS_WAN, reason=LOWER, by=by, now=now)
        else:
            confirm_fund(fund.pk, by=by, now=now)


def _foreign() -> dict[str, Any]:
    return {
        "amount_wan": None,
        "origin": Origin.FOREIGN,
        "nature": Nature.FOREIGN,
        "foreign_currency": "USD",
        "foreign_amount_wan": USD_WAN,
        "rate": RATE,
        "rate_source": RATE_SOURCE,
        "usd_amount_wan": USD_WAN,
        "usd_basis": UsdBasis.CAPITAL,
    }
