"""Filters of personal data. Load with ``{% load masks %}``."""

from __future__ import annotations

from django import template

from projects.privacy import showing

register = template.Library()


@register.filter
def masked_phone(number: str | None) -> str:
    """``138****1234``."""
    return showing.shown_phone(number)


@register.filter
def masked_mail(address: str | None) -> str:
    """``l****@luodi.example``."""
    return showing.shown_mail(address)


@register.filter
def masked(text: str | None) -> str:
    """Whatever personal numbers and addresses stand in a text, masked."""
    return showing.shown_text(text)
