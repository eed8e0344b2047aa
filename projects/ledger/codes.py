"""投资项目代码 and codes of currencies: what can be checked without asking anybody (practice.md 6.4)."""

from __future__ import annotations

import re
import unicodedata

from projects.errors import Invalid

_SHAPE = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_FIRST_YEAR = 11
_FOUR_DIGIT_YEARS = range(2015, 2021)
_FIRST_REGION, _LAST_REGION = 10, 82
"""10: central projects are coded 100000; 11 北京 to 82 澳门."""


def check_investment_code(text: str, field: str = "investment_code") -> str:
    """The code as printed, for example 2111-340271-04-01-663102, or ``Invalid``.

    It begins with year and month of two digits each since 2011, or with a year of four digits in the codes of 2015 to
    2020; then the region. Its last digit is a check whose rule is not published: it is never questioned.
    """
    code = unicodedata.normalize("NFKC", text).strip()
    if _SHAPE.fullmatch(code) is None:
        raise Invalid("投资项目代码格式应为“4位-6位-2位-2位-6位”数字，如2111-340271-04-01-663102。", field)
    when, region = code[:4], code[5:11]
    if not (_is_year_and_month(when) or int(when) in _FOUR_DIGIT_YEARS):
        raise Invalid(f"投资项目代码开头“{when}”应为两位年份加两位月份（如2111为2021年11月），请核对。", field)
    if region != "000000" and not _FIRST_REGION <= int(region[:2]) <= _LAST_REGION:
        raise Invalid(f"投资项目代码第二段“{region}”不是行政区划代码（如340271），请核对。", field)
    return code


def _is_year_and_month(when: str) -> bool:
    return int(when[:2]) >= _FIRST_YEAR and 1 <= int(when[2:]) <= 12


def check_currency(text: str, field: str = "foreign_currency") -> str:
    """An ISO 4217 code other than CNY, or ``Invalid``."""
    code = text.strip().upper()
    if _CURRENCY.fullmatch(code) is None or code == "CNY":
        raise Invalid("外币币种请填三位字母代码，如USD、EUR、HKD；人民币不填此栏。", field)
    return code
