"""Which rules a series uses, in which order and with which bounds. Pure: the value of ``Series.agenda_rules``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

MOST_ENTRIES = 200
MOST_DAYS = 400
Stored = dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """One rule of a series. ``most``: how many projects it may bring (None: all); ``days``: its span, if it has one."""

    rule: str
    most: int | None = None
    days: int | None = None


def base_rules() -> list[Stored]:
    """What a series has unless its office says otherwise: what was not finished, missing chiefs, steps taken since."""
    return to_stored([Chosen("carried_over"), Chosen("chief_missing"), Chosen("step_taken")])


def to_stored(chosen: Iterable[Chosen]) -> list[Stored]:
    """As it stands in the database."""
    return [asdict(one) for one in chosen]


def from_stored(stored: Iterable[Stored]) -> list[Chosen]:
    """As rules are asked."""
    return [Chosen(one["rule"], one.get("most"), one.get("days")) for one in stored]
