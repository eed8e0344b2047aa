"""投资项目代码: shape only, its check digit is not published (practice.md 6.4)."""

from __future__ import annotations

import re

from projects.errors import Invalid

_SHAPE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")
_CURRENCY = re.compile(r"[A-Z]{3}")


def check_investment_code(text: str, field: str = "investment_code") -> str:
    """The code as printed, for example 2111-340271-04-01-663102, or ``Invalid``."""
    code = text.strip()
    if _SHAPE.fullmatch(code) is None:
        raise Invalid("投资项目代码格式应为“4位-6位-2位-2位-6位”数字，如2111-340271-04-01-663102。", field)
    return code


def check_currency(text: str, field: str = "foreign_currency") -> str:
    """An ISO 4217 code other than CNY, or ``Invalid``."""
    code = text.strip().upper()
    if _CURRENCY.fullmatch(code) is None or code == "CNY":
        raise Invalid("外币币种请填三位字母代码，如USD、EUR、HKD；人民币不填此栏。", field)
    return code
