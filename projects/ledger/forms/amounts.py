"""Forms with amounts in 亿元: what is stored in 万元, and the question asked back when the unit seems mistaken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from projects.errors import DomainError, Invalid
from projects.ledger.money import SUSPICIOUS_YI, check_yi


class AmountForm(forms.Form):
    """``yi_fields``: control in 亿元 → ledger field in 万元. A subclass with such has a tick ``confirm_amounts``."""

    yi_fields: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_back = False

    def clean(self) -> dict[str, Any]:
        """亿元 become 万元; a suspicious amount asks back instead of being stored."""
        cleaned = super().clean() or {}
        confirmed = bool(cleaned.get("confirm_amounts"))
        for typed, stored in self.yi_fields.items():
            amount = cleaned.get(typed)
            if amount is not None:
                cleaned[stored] = self._checked_amount(amount, typed, confirmed=confirmed)
        return cleaned

    def _checked_amount(self, amount: Decimal, field: str, *, confirmed: bool) -> Decimal | None:
        try:
            return check_yi(amount, field, confirmed=confirmed)
        except Invalid as refused:
            self.asks_back = self.asks_back or (refused.code == "unit_question" and amount < SUSPICIOUS_YI)
            self.add_error(field, refused.detail)
            return None

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        shown = {stored: typed for typed, stored in self.yi_fields.items()}
        name = shown.get(refused.field or "", refused.field)
        self.add_error(name if name in self.fields else None, refused.detail)


def confirm_field() -> forms.BooleanField:
    """The tick with which a writer insists on an unusual amount."""
    return forms.BooleanField(label="我已核对，金额确实是这么多亿元", required=False)
