"""Texts of a pack as people read them. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from projects.ledger.money import show_wan, show_yi
from workflow.lights.colours import LABELS as LAMPS

EXCERPT = "节选：只含您可查看的项目，不含全域统计"
NONE = "—"

__all__ = ["EXCERPT", "LAMPS", "NONE", "day_words", "instant_words", "short_day", "wan", "yi"]


def yi(amount_wan: str) -> str:
    """亿元 with 2 decimals."""
    return show_yi(Decimal(amount_wan)) if amount_wan else NONE


def wan(amount_wan: str) -> str:
    """万元 without needless zeros."""
    return show_wan(Decimal(amount_wan)) if amount_wan else NONE


def day_words(on: str) -> str:
    """2026年11月16日"""
    day = date.fromisoformat(on) if on else None
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def short_day(on: str) -> str:
    """2026-11-16, or a dash."""
    return on or NONE


def instant_words(at: str) -> str:
    """2026年11月16日 9:00, by the clock under which it was frozen."""
    moment = datetime.fromisoformat(at)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}:{moment.minute:02d}"
