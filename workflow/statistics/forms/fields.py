"""Fields that the explorer needs beside those of the house."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from projects.days import validate_plausible
from projects.ledger.money import SUSPICIOUS_YI, yi_to_wan

MOST_THRESHOLDS = 6
_INDUSTRY = re.compile(r"[A-T]\d{0,4}")
_APART = re.compile(r"[,，、;；\s]+")


class ThresholdsField(forms.CharField):
    """Several amounts in 亿元 (10、50、100) as 万元, ascending, each once."""

    def clean(self, value: Any) -> Any:
        """A tuple of ``Decimal``."""
        words = [
            word.removesuffix("亿元").removesuffix("亿") for word in _APART.split(str(super().clean(value))) if word
        ]
        if len(words) > MOST_THRESHOLDS:
            raise ValidationError(f"最多写{MOST_THRESHOLDS}档，请去掉几档。")
        return tuple(sorted({_amount(word) for word in words}))


def _amount(word: str) -> Decimal:
    try:
        yi = Decimal(word)
    except InvalidOperation:
        yi = Decimal("NaN")
    if not yi.is_finite() or yi <= 0:
        raise ValidationError(f"“{word[:20]}”不是金额，请填数字（亿元），多档用顿号分开，如 10、50、100。")
    if yi >= SUSPICIOUS_YI:
        raise ValidationError(f"本栏单位是亿元，“{word[:20]}”过大，请核对。")
    return yi_to_wan(yi)


class IndustryField(forms.CharField):
    """A section (C) or the beginning of a code (C38) of GB/T 4754."""

    def clean(self, value: Any) -> str:
        """In capitals."""
        code = str(super().clean(value)).upper()
        if code and not _INDUSTRY.fullmatch(code):
            raise ValidationError("请填门类字母，或字母加数字，如 C、C38。")
        return code


class MomentField(forms.DateTimeField):
    """``<input type="datetime-local">``, Beijing time."""

    default_validators = [validate_plausible]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"required": False, "widget": widget, **kwargs})
        self.error_messages["invalid"] = "请填日期和时间，如 2026-09-03 18:00。"

    def clean(self, value: Any) -> datetime | None:
        """An aware instant; nothing for nothing."""
        return super().clean(value)
