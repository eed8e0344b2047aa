"""What an arrival says, checked: amounts, days, bank slip, foreign money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from projects.days import check_plausible
from projects.errors import Invalid
from projects.funds.keys import bank_key, slip_key
from projects.funds.kinds import Nature, Origin, Purpose, UsdBasis
from projects.ledger.models import Project
from projects.ledger.money import check_wan, equivalent_wan
from projects.lines import check_line

TEXTS = {
    "payer_name": "付款方",
    "bank_name": "开户银行",
    "slip_number": "进账单号",
    "rate_source": "汇率来源",
    "note": "备注",
}
FOREIGN = ("foreign_currency", "foreign_amount_wan", "rate", "rate_on", "rate_source")
FIELDS = (
    *("arrived_on", "amount_wan", "origin", "nature", "purpose", "payer", "payer_name", "bank_name", "slip_number"),
    *FOREIGN,
    *("usd_amount_wan", "usd_basis", "note"),
)
"""What a clerk writes; the slip itself comes apart."""
CHOICES = {"origin": Origin, "nature": Nature, "purpose": Purpose, "usd_basis": UsdBasis}
NEAR = Decimal("0.005")
_MOST_RATE = Decimal(1_000_000)
_CURRENCY = re.compile(r"[A-Z]{3}")


def clean(values: Mapping[str, Any], project: Project, *, today: date) -> dict[str, Any]:
    """All ``FIELDS`` with their keys, or ``Invalid`` at the first that cannot be. Missing ones are empty."""
    said = {name: values.get(name) for name in FIELDS}
    said |= {name: check_line(str(said[name] or ""), label, name) for name, label in TEXTS.items()}
    said |= {name: said[name] or "" for name in (*CHOICES, "foreign_currency")}
    for name, known in CHOICES.items():
        if said[name] and said[name] not in known.values:
            raise Invalid("请从选项中选择。", name)
    if not said["origin"]:
        raise Invalid("请选择资金来源。", "origin")
    _check_day(said["arrived_on"], project, today)
    _settle_foreign(said, today)
    said["amount_wan"] = _positive(said["amount_wan"], "到账金额", "amount_wan")
    _settle_usd(said)
    _settle_slip(said)
    return said


def _check_day(on: date | None, project: Project, today: date) -> None:
    if on is None:
        raise Invalid("请填写到账日期。", "arrived_on")
    check_plausible(on, "arrived_on")
    if on > today:
        raise Invalid("到账日期不能晚于今天。", "arrived_on")
    if on < project.negotiating_on:
        raise Invalid(f"到账日期不能早于项目在谈日期{project.negotiating_on}，请核对两个日期。", "arrived_on")


def _positive(amount: Decimal | None, label: str, field: str) -> Decimal:
    if amount is None:
        raise Invalid(f"请填写{label}。", field)
    checked = check_wan(amount, field)
    if checked <= 0:
        raise Invalid(f"{label}应大于 0。", field)
    return checked


def _settle_foreign(said: dict[str, Any], today: date) -> None:
    """Foreign money comes whole or not at all, and agrees with its RMB amount, which follows from it when empty."""
    if said["origin"] != Origin.FOREIGN:
        if any(said[name] for name in (*FOREIGN, "usd_amount_wan", "usd_basis")):
            raise Invalid("只有外资填写外币和实际利用外资，请清空这些栏目，或将资金来源改为外资。", "origin")
        return
    said["foreign_currency"] = str(said["foreign_currency"]).strip().upper()
    if not _CURRENCY.fullmatch(said["foreign_currency"]):
        raise Invalid("请填写三位币种代码，如 USD、HKD、EUR；跨境人民币填 CNY。", "foreign_currency")
    said["foreign_amount_wan"] = _positive(said["foreign_amount_wan"], "外币金额", "foreign_amount_wan")
    said["rate"] = _checked_rate(said, today)
    equivalent = equivalent_wan(said["foreign_amount_wan"], said["rate"])
    if said["amount_wan"] is None:
        said["amount_wan"] = equivalent
    elif abs(said["amount_wan"] - equivalent) > equivalent * NEAR:
        raise Invalid(f"到账金额与外币折算不符：按汇率应约为 {equivalent.normalize():f} 万元，请核对。", "amount_wan")


def _checked_rate(said: dict[str, Any], today: date) -> Decimal:
    rate: Decimal | None = said["rate"]
    if rate is None or not rate.is_finite() or not 0 < rate < _MOST_RATE:
        raise Invalid("请填写汇率（1 单位外币折合人民币元），如 7.1023。", "rate")
    if said["foreign_currency"] == "CNY" and rate != 1:
        raise Invalid("跨境人民币的汇率应为 1。", "rate")
    if said["rate_on"] is None or said["rate_on"] > today:
        raise Invalid("请填写汇率日期，且不能晚于今天。", "rate_on")
    check_plausible(said["rate_on"], "rate_on")
    if not said["rate_source"]:
        raise Invalid("请填写汇率来源，如中国外汇交易中心中间价、结汇水单。", "rate_source")
    return rate.quantize(Decimal("0.000001"))


def _settle_usd(said: dict[str, Any]) -> None:
    """实际利用外资 stands on a basis of its own and is never part of a sum in RMB."""
    if said["usd_amount_wan"] is None and not said["usd_basis"]:
        return
    said["usd_amount_wan"] = _positive(said["usd_amount_wan"], "实际利用外资（万美元）", "usd_amount_wan")
    if not said["usd_basis"]:
        raise Invalid("请选择实际利用外资的依据。", "usd_basis")


def _settle_slip(said: dict[str, Any]) -> None:
    said["bank_key"], said["slip_key"] = bank_key(said["bank_name"]), slip_key(said["slip_number"])
    if not said["bank_key"]:
        raise Invalid("请填写开户银行。", "bank_name")
    if not said["slip_key"]:
        raise Invalid("请填写进账单号（银行回单号）。", "slip_number")
