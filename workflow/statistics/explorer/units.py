"""One ask for each unit below, for figures that have no split of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from projects.ledger.kinds import Channel
from projects.people.models import Kind, Officer, Organisation
from workflow.statistics.explorer.asks import Ask, Rows

MOST_UNITS = 30
PLACES = (Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)
SPLIT = (Rows.NONE, Rows.UNIT, Rows.CHANNEL)
"""What such a figure can be split by."""
NOTE = f"分行只列下一级区县、开发区、乡镇（最多{MOST_UNITS}个）；本级和部门的项目只在合计中，各行相加可能小于合计。"


@dataclass(frozen=True)
class Part:
    """One line."""

    key: str
    label: str
    ask: Ask


def parts_of(ask: Ask, officer: Officer) -> Iterator[Part]:
    """By unit or channel; nothing for any other line."""
    if ask.rows == Rows.CHANNEL:
        for key, label in Channel.choices:
            yield Part(key, label, ask.narrowed(channel=key))
    elif ask.rows == Rows.UNIT:
        for unit in units_below(ask, officer):
            yield Part(unit.code, unit.label, ask.narrowed(organisation=unit.code))


def notes_of(ask: Ask) -> tuple[str, ...]:
    """Why lines by unit need not add up."""
    return (NOTE,) if ask.rows == Rows.UNIT else ()


def units_below(ask: Ask, officer: Officer) -> list[Organisation]:
    """The places one level below the unit that is asked for."""
    root = root_of(ask.filters.organisation, officer)
    if root is None:
        return []
    return list(Organisation.objects.under(root).filter(depth=root.depth + 1, kind__in=PLACES)[:MOST_UNITS])


def root_of(code: str, officer: Officer) -> Organisation | None:
    """The unit of that code, or all that the officer sees."""
    return Organisation.objects.filter(code=code).first() if code else officer.scope_root
