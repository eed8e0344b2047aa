"""Values of fields as people read them: choices by label, 亿元 for investments, 万元 for the rest."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from projects.ledger.fields import MONEY_FIELDS, show_value
from projects.ledger.industries import industry_label
from projects.ledger.kinds import AgreementKind, Channel, ConstructionNature, LandKind, StartKind, SubStage
from projects.ledger.money import show_yi

CHOICES: dict[str, dict[object, object]] = {
    "channel": dict(Channel.choices),
    "agreement_kind": dict(AgreementKind.choices),
    "construction_nature": dict(ConstructionNature.choices),
    "land_kind": dict(LandKind.choices),
    "start_kind": dict(StartKind.choices),
    "production_sub_stage": dict(SubStage.choices),
}
YI_SHOWN = ("total_investment_wan", "fixed_investment_wan")
UNITS = {
    "land_area_mu": "亩",
    "filed_investment_wan": "万元",
    "statistics_investment_wan": "万元",
    "foreign_amount_wan": "万",
    "foreign_equivalent_wan": "万元",
    "foreign_rate": "元",
    "registered_capital_wan": "万元",
    "expected_output_wan": "万元",
    "expected_tax_wan": "万元",
    "expected_jobs": "人",
}


def shown_field(name: str, value: object) -> str:
    """The value of field ``name``; a stored text (from the history) is read like the value itself."""
    if value in (None, "", []):
        return ""
    if name in MONEY_FIELDS or name in UNITS:
        return _amount(name, value)
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if name == "industry":
        return f"{value} {industry_label(str(value))}".strip()
    return show_value(value)


def _amount(name: str, value: object) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if name in YI_SHOWN:
        return f"{show_yi(amount)} 亿元"
    return f"{amount.normalize():,f} {UNITS[name]}"
