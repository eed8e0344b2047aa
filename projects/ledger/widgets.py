"""Controls that Django lacks: a native date picker, a unit of the tree, an amount in 亿元 that is stored in 万元."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from projects.days import validate_plausible
from projects.ledger.money import wan_to_yi
from projects.people.models import Organisation

EMPTY = [("", "未选择")]


class DayInput(forms.DateInput):
    """``<input type="date">``; browsers want ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of the range that the ledger can mean."""

    widget = DayInput
    default_validators = [validate_plausible]


class OrganisationField(forms.ModelChoiceField):
    """A unit, indented by its depth in the tree."""

    default_error_messages = {"invalid_choice": "这个单位已撤销或不在可选范围内，请重新选择。"}

    def label_from_instance(self, obj: Organisation) -> str:
        """The name behind one wide space for each level below the city."""
        return "　" * max(0, obj.depth - 2) + obj.name


class YiField(forms.DecimalField):
    """An amount typed in 亿元, up to 8 decimals (the ledger keeps 万元 with 4)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"max_digits": 16, "decimal_places": 8, "min_value": Decimal(0), "widget": widget, **kwargs})
        self.error_messages["invalid"] = "请填数字，例如 16.73。"


def shown_yi(amount_wan: Decimal | None) -> str:
    """万元 as an 亿元 field shows it: exact, at least 2 decimals; empty for None."""
    if amount_wan is None:
        return ""
    whole, _, decimals = f"{wan_to_yi(amount_wan):.8f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
