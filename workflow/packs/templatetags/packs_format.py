"""How texts of a pack are shown. Load with ``{% load packs_format %}``."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.dateparse import parse_datetime

from workflow.packs import wording

register = template.Library()


@register.filter
def pack_yi(amount_wan: str) -> str:
    """亿元 with 2 decimals; nothing: a dash."""
    return wording.yi(amount_wan)


@register.filter
def pack_wan(amount_wan: str) -> str:
    """万元 without needless zeros; nothing: a dash."""
    return wording.wan(amount_wan)


@register.filter
def pack_instant(at: str) -> datetime | None:
    """An instant that the filter ``date`` can show."""
    return parse_datetime(at) if at else None


@register.filter
def pack_words(at: str) -> str:
    """2026年11月16日 9:00"""
    return wording.instant_words(at) if at else ""


@register.filter
def ahead_of(late: int) -> int:
    """Days that are left."""
    return -late
