"""How frozen values are shown on the wall. Load with ``{% load minutes_format %}``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.dateparse import parse_date

from projects.ledger.templatetags.ledger_format import DASH, yi

register = template.Library()


@register.filter
def yi_of(amount_wan: str) -> str:
    """A decimal text in 万元 → 亿元 with 2 decimals; nothing: a dash."""
    try:
        return yi(Decimal(amount_wan)) if amount_wan else DASH
    except InvalidOperation:
        return DASH


@register.filter
def short_day(text: str) -> str:
    """An ISO day → 2026-11-18 as 26年11月18日; empty for none."""
    on: date | None = parse_date(text[:10]) if text else None
    return f"{on.year % 100}年{on.month}月{on.day}日" if on else ""
