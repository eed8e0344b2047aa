"""Money: RMB amounts are stored in 万元 with 4 decimals and shown in 亿元 with 2 (domain.md, section 3)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from projects.errors import Invalid

TEN_THOUSANDTH = Decimal("0.0001")
WAN_PER_YI = Decimal(10_000)
SUSPICIOUS_YI = Decimal(10_000)
SUSPICIOUS_LANDING_YI = Decimal(1_000)
_MOST_WAN = Decimal(10) ** 12


def yi_to_wan(yi: Decimal) -> Decimal:
    """亿元 → 万元."""
    return (yi * WAN_PER_YI).quantize(TEN_THOUSANDTH, ROUND_HALF_UP)


def wan_to_yi(wan: Decimal) -> Decimal:
    """万元 → 亿元, unrounded."""
    return wan / WAN_PER_YI


def show_yi(wan: Decimal | None) -> str:
    """万元 → text in 亿元 with 2 decimals, rounded once, half up; empty for None."""
    if wan is None:
        return ""
    return f"{wan_to_yi(wan).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def show_wan(wan: Decimal | None) -> str:
    """万元 as text, exact, without needless zeros: 1234.5000 → 1,234.5; empty for None."""
    if wan is None:
        return ""
    whole, _, decimals = f"{wan:,.4f}".partition(".")
    return f"{whole}.{decimals.rstrip('0')}".rstrip(".")


def equivalent_wan(amount_wan: Decimal, rate: Decimal) -> Decimal:
    """Foreign money (万) at ``rate`` (RMB for one unit of the currency) in 万元, rounded once, half up.

    ``Invalid`` on an equivalent that the ledger cannot hold.
    """
    found = (amount_wan * rate).quantize(TEN_THOUSANDTH, ROUND_HALF_UP)
    if found >= _MOST_WAN:
        raise Invalid("按这个汇率折合的人民币金额过大，请核对外币金额（单位：万）和汇率。", "foreign_rate")
    return found


def check_wan(wan: Decimal, field: str) -> Decimal:
    """A non-negative amount in 万元 that the ledger can hold, or ``Invalid``."""
    if not wan.is_finite():
        raise Invalid("金额必须是数字，请重新填写。", field)
    if wan < 0:
        raise Invalid("金额不能为负数，请核对。", field)
    if wan >= _MOST_WAN:
        raise Invalid("金额过大，请核对单位：本栏单位为万元。", field)
    return wan.quantize(TEN_THOUSANDTH, ROUND_HALF_UP)


def check_yi(yi: Decimal, field: str, *, confirmed: bool = False) -> Decimal:
    """An amount typed into an 亿元 field, as 万元. Asks back when 万元 were probably meant.

    A published headline once printed 1673亿 for 16.73亿 (practice.md 1.7): no project of a city reaches
    1,000亿元, so from there on the writer must confirm; from 10,000亿元 on it is refused outright.
    """
    if not yi.is_finite():
        raise Invalid("金额必须是数字，请重新填写。", field)
    if yi >= SUSPICIOUS_YI or (yi >= SUSPICIOUS_LANDING_YI and not confirmed):
        probable = wan_to_yi(yi).quantize(Decimal("0.0001")).normalize()
        raise Invalid(
            f"本栏单位是亿元，您填的是{yi:f}亿元。是否应为{probable:f}亿元（{yi:f}万元），或漏了小数点"
            f"（如{yi / 100:f}亿元）？请核对后重填。",
            field,
            "unit_question",
        )
    return check_wan(yi_to_wan(yi), field)
