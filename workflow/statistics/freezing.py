"""How a figure is stored for good, and the seal that shows that it was not touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from workflow.statistics.figures import Cell, Kind, Row

Stored = list[list[Any]]
PLACES = Decimal("0.0001")


def amount_text(amount: Decimal | None) -> str | None:
    """An amount with its four decimals, whichever database added it up."""
    return None if amount is None else f"{amount.quantize(PLACES):f}"


def stored_cells(cells: Iterable[Cell]) -> Stored:
    """[key, label, number, amount] of each."""
    return [[one.key, one.label, one.count, amount_text(one.amount)] for one in cells]


def stored_rows(rows: Iterable[Row]) -> Stored:
    """[kind, id, project, number, amount] of each."""
    return [[str(one.kind), str(one.id), str(one.project_id), one.count, amount_text(one.amount)] for one in rows]


def read_row(stored: list[Any], number: str, name: str) -> Row:
    """A stored row with what its project is called now; units and days were not stored."""
    kind, pk, project, count, amount = stored
    money = None if amount is None else Decimal(amount)
    return Row(Kind(kind), UUID(pk), UUID(project), number, name, "", None, None, count, money)


def seal(key: str, count: int, amount: Decimal, cells: Stored, rows: Stored) -> str:
    """SHA-256 over all of it, in one spelling."""
    told = [key, count, amount_text(amount), cells, rows]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
