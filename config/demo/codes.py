"""Sample codes of the right shape that belong to nobody."""

from __future__ import annotations

from projects.errors import Invalid
from projects.ledger.uscc import check_character, check_uscc


def sample_uscc(region_code: str, number: int) -> str:
    """A valid 统一社会信用代码 whose body begins with DM, a series that is not given out: no firm can have it."""
    body = f"91{region_code}DM{number:06d}"
    for check in "0123456789X":
        first = body + check
        try:
            return check_uscc(first + check_character(first))
        except Invalid:
            continue
    raise AssertionError(body)


def sample_investment_code(region_code: str, year: int, month: int, number: int) -> str:
    """A 投资项目代码 of the right shape."""
    return f"{year % 100:02d}{month:02d}-{region_code}-04-01-{number:06d}"
