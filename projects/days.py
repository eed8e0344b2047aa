"""Days and moments the ledger can mean: whatever lies outside is a slip of the keyboard, or an attack on arithmetic."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError

from projects.errors import Invalid

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2100, 12, 31)
OUT_OF_RANGE = "日期应在1990年至2100年之间，请核对。"


def is_plausible(on: date) -> bool:
    """Does a day, or the day of a moment in its own zone, lie from ``FIRST_DAY`` to ``LAST_DAY``?"""
    day = on.date() if isinstance(on, datetime) else on
    return FIRST_DAY <= day <= LAST_DAY


def check_plausible(on: date, field: str) -> None:
    """``Invalid`` for a day or moment outside the range."""
    if not is_plausible(on):
        raise Invalid(OUT_OF_RANGE, field)


def validate_plausible(on: date) -> None:
    """The same for a form field."""
    if not is_plausible(on):
        raise ValidationError(OUT_OF_RANGE, code="out_of_range")
