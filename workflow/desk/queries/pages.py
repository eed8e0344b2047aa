"""What the list puts on the screen: headings that sort, cells, tiers and sums that open their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

from projects.ledger.models import Project
from workflow.desk.addresses import Address
from workflow.desk.columns import NAME, Column, Day
from workflow.desk.queries.listing import USUAL_ORDER
from workflow.desk.queries.tiers import Tier

CENT = Decimal("0.01")
FALLING_FIRST = ("yi", "number", "date", "instant")
"""Kinds whose first click shows the largest or latest."""


@dataclass(frozen=True)
class Heading:
    """One heading: ``link`` sorts by it, a second click turns the order round. ``sorted``: value of aria-sort."""

    column: Column
    link: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """One cell in words."""

    column: Column
    words: str

    @property
    def reason(self) -> str:
        """Of a light: what stands behind its colour."""
        return self.words.partition("：")[2]


@dataclass(frozen=True)
class Line:
    """One project with its cells."""

    project: Project
    cells: list[Cell]


def headings_of(columns: Sequence[Column], address: Address) -> list[Heading]:
    """The headings of these columns, the name first."""
    order = "".join(address.filters.get("order", ())) or USUAL_ORDER
    return [_heading(column, order, address) for column in (NAME, *columns)]


def _heading(column: Column, order: str, address: Address) -> Heading:
    if not column.sort:
        return Heading(column, "", "")
    rising, falling = column.sort, f"-{column.sort}"
    if order not in (rising, falling):
        return Heading(column, address.link(order=falling if column.kind in FALLING_FIRST else rising), "")
    turned = rising if order == falling else falling
    return Heading(column, address.link(order=turned), "descending" if order == falling else "ascending")


def lines_of(projects: Iterable[Project], columns: Sequence[Column], day: Day) -> list[Line]:
    """Every cell in words; empty where nothing is known."""
    return [Line(one, [Cell(column, words(column.read(one, day), column)) for column in columns]) for one in projects]


def words(value: Any, column: Column) -> str:
    """A value as the page shows it: 亿元 with 2 decimals, days as 2026-03-05, instants without the year."""
    if value is None or value == "":
        return ""
    if column.kind == "yi":
        return f"{value.quantize(CENT, ROUND_HALF_UP):,}"
    if column.kind == "number":
        return f"{Decimal(value).normalize():,f}"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def tier_links(tiers: Iterable[Tier], address: Address) -> list[tuple[Tier, str, bool]]:
    """Every tier, the address of its rows, and whether the list shows just them (then the address drops it)."""
    chosen = "".join(address.filters.get("tier", ()))
    return [
        (one, address.link(without=("tier",)) if one.key == chosen else address.link(tier=one.key), one.key == chosen)
        for one in tiers
    ]
