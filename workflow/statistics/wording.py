"""Words of numbers in Chinese bulletins: periods, thresholds, amounts, percentages. Pure; rounds once, half up.

Sources of the wording: practice.md 1.2, 4.1 to 4.3, and the published reports that it quotes.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from projects.ledger.money import WAN_PER_YI

CURRENCIES: dict[str, str] = {"": "元", "CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元",
                              "GBP": "英镑", "KRW": "韩元", "SGD": "新加坡元", "TWD": "新台币元"}  # fmt: skip
"""Unit of an amount of money; a currency that stands in no line keeps its code."""
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_HUNDRED_YI = 100 * WAN_PER_YI


def day_name(on: date, *, year: int | None = None) -> str:
    """11月18日; with its year (2025年11月18日) unless that is ``year``."""
    return f"{_year(on, year)}{on.month}月{on.day}日"


def period_name(from_on: date, to_on: date, *, year: int | None = None) -> str:
    """What a bulletin calls the period: 一季度, 上半年, 前三季度, 全年, 8月, 1—8月, 截至11月18日, else both days.

    Both ends belong to it. The year is named unless it is ``year`` (that of the reader).
    """
    if from_on == to_on:
        return day_name(from_on, year=year)
    if from_on.year != to_on.year or from_on.day != 1:
        return _both(from_on, to_on, year)
    head, opens = _year(from_on, year), from_on.month == 1
    if not _is_month_end(to_on):
        return f"{head}截至{to_on.month}月{to_on.day}日" if opens else _both(from_on, to_on, year)
    return head + _months(from_on.month, to_on.month)


def _months(first: int, last: int) -> str:
    if first == last:
        return f"{first}月"
    named = {(1, 6): "上半年", (7, 12): "下半年", (1, 9): "前三季度", (1, 12): "全年"}
    named |= {(3 * at + 1, 3 * at + 3): word for at, word in enumerate(_QUARTERS)}
    return named.get((first, last), f"{first}—{last}月")


def _both(from_on: date, to_on: date, year: int | None) -> str:
    return f"{day_name(from_on, year=year)}至{day_name(to_on, year=from_on.year)}"


def _year(on: date, year: int | None) -> str:
    return "" if on.year == year else f"{on.year}年"


def _is_month_end(on: date) -> bool:
    return on.day == monthrange(on.year, on.month)[1]


def same_period_name(from_on: date, *, year: int | None = None) -> str:
    """去年同期 for a period of the reader's year, 上年同期 for any other."""
    return "去年同期" if from_on.year == year else "上年同期"


def days_in(from_on: date, to_on: date) -> int:
    """Length of a period, both ends included: 百日大会战 of 1 October to 31 December has 92 days."""
    return (to_on - from_on).days + 1


def elapsed_days(from_on: date, to_on: date, on: date) -> int:
    """How many of them are over at the end of ``on``; 0 before it begins."""
    return max(0, min(days_in(from_on, to_on), days_in(from_on, on)))


def threshold_name(least_wan: Decimal | None, currency: str = "") -> str:
    """亿元以上, 50亿元以上, 百亿元以上, 5000万元以上, 5亿美元以上; empty without one. 以上 includes the number."""
    if not least_wan:
        return ""
    unit, yi = money_unit(currency), least_wan / WAN_PER_YI
    if currency in ("", "CNY") and yi in (1, 100):
        return f"{'' if yi == 1 else '百'}亿元以上"
    return f"{plain(yi)}亿{unit}以上" if yi >= 1 else f"{plain(least_wan)}万{unit}以上"


def band_name(least_wan: Decimal | None, under_wan: Decimal | None, currency: str = "") -> str:
    """An exclusive band: 10亿元以上不足20亿元; open at the top 百亿元以上, at the bottom 不足1亿元."""
    upper = f"不足{_exact(under_wan, currency)}" if under_wan else ""
    return threshold_name(least_wan, currency) + upper


def _exact(amount_wan: Decimal, currency: str) -> str:
    yi = amount_wan / WAN_PER_YI
    unit = money_unit(currency)
    return f"{plain(yi)}亿{unit}" if yi >= 1 else f"{plain(amount_wan)}万{unit}"


def money_unit(currency: str) -> str:
    """元, 美元, …"""
    return CURRENCIES.get(currency, currency)


def yi_name(amount_wan: Decimal) -> str:
    """655.45亿元: 2 decimals, half up, no thousands separator (a bulletin has none)."""
    return f"{rounded(amount_wan / WAN_PER_YI, 2)}亿元"


def foreign_name(amount_wan: Decimal, currency: str) -> str:
    """9000万美元, 5亿美元: the original currency, exact."""
    return _exact(amount_wan, currency)


def percent_name(part: Decimal | int, whole: Decimal | int, places: int = 1) -> str:
    """``part`` of ``whole`` as 60.3%. ``whole`` is not 0: a rate of nothing has no words."""
    return f"{rounded(Decimal(part) * 100 / Decimal(whole), places)}%"


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, once."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """Exact, without needless zeros and never with an exponent: 1.5000 → 1.5."""
    whole, _, decimals = f"{value:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0')}".rstrip(".")
