"""How values of the record become texts of a pack. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from projects.ledger.words import shown_field
from projects.masking import mask_text

_NOT_TEXT = frozenset({"project", "item", "row", "at", "on", "cut_off", "since", "starts_at", "frozen_at", "phone"})


def day(on: date | None) -> str:
    """ISO, or nothing."""
    return on.isoformat() if on else ""


def instant(at: datetime) -> str:
    """ISO by the clock of the installation, to the second."""
    return str(timezone.localtime(at).isoformat(timespec="seconds"))


def money(amount_wan: Decimal | str | None) -> str:
    """万元 with 4 decimals; nothing for nothing."""
    if amount_wan is None or amount_wan == "":
        return ""
    try:
        return f"{Decimal(amount_wan):.4f}"
    except InvalidOperation:
        return ""


def shown(name: str, text: str) -> str:
    """A stored text of field ``name`` as people read it."""
    return shown_field(name, text)


def masked(value: Any, name: str = "") -> Any:
    """JSON without telephone numbers and the like in any text that somebody typed (ADR 14)."""
    if isinstance(value, dict):
        return {key: masked(one, key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [masked(one, name) for one in value]
    return mask_text(value) if isinstance(value, str) and _is_text(name) else value


def _is_text(name: str) -> bool:
    """Amounts may look like telephone numbers (``1390123.4567``), and days and keys are no words either."""
    return name not in _NOT_TEXT and not name.endswith(("_wan", "_on"))
