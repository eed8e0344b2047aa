"""How amounts, dates between stages and form controls are shown. Load with ``{% load ledger_format %}``."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

WAN_A_YI = Decimal(10_000)
CENT = Decimal("0.01")
DASH = "—"


@register.filter
def yi(amount_wan: Decimal | None) -> str:
    """万元 → 亿元 with 2 decimals, half up: 1500000 → 150.00. No amount: a dash."""
    if amount_wan is None:
        return DASH
    return f"{(Decimal(amount_wan) / WAN_A_YI).quantize(CENT, ROUND_HALF_UP):,}"


@register.filter
def wan(amount_wan: Decimal | None) -> str:
    """万元 with thousands separators and without trailing zeros: 1234.5000 → 1,234.5. No amount: a dash."""
    if amount_wan is None:
        return DASH
    text = f"{Decimal(amount_wan):,.4f}".rstrip("0").rstrip(".")
    return text or "0"


@register.filter
def mu(area: Decimal | None) -> str:
    """亩 with thousands separators and without trailing zeros. No area: a dash."""
    return wan(area)


@register.filter
def days_until(later: date | None, earlier: date | None) -> int | None:
    """Calendar days from ``earlier`` to ``later``."""
    return (later - earlier).days if later and earlier else None


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Does the field stand before its label?"""
    return isinstance(field.field.widget, forms.CheckboxInput)


def _style_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-checks"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.filter
def control(field: BoundField) -> SafeString:
    """The control of a form field with the look of the house, and what it showed at first where the form compares."""
    widget = field.field.widget
    names = [str(widget.attrs.get("class", "")), _style_of(widget), "is-invalid" if field.errors else ""]
    shown = field.as_widget(attrs={"class": " ".join(name for name in names if name)})
    return shown + field.as_hidden(only_initial=True) if field.field.show_hidden_initial else shown
