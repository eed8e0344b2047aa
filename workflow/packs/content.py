"""What is in a pack: plain values that keep for years. Pure; the one shape that page, docx, pdf, xlsx and API read.

Days are ISO days, instants ISO instants with offset, amounts decimal texts in 万元 with 4 decimals; empty: none.
``SCHEMA`` grows when a part is added; ``from_json`` reads every earlier shape: a part that is not there is empty.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import NoneType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

SCHEMA = 1
_T = TypeVar("_T")


@dataclass(frozen=True)
class Head:
    """Of which sitting, as of when. ``since``: what has changed is counted from there; ``since_said``: what that is."""

    title: str
    series: str
    number: int
    edition: int
    organisation: str
    region: str
    place: str
    starts_at: str
    chair: str
    cut_off: str
    since: str
    since_said: str
    frozen_at: str
    frozen_by: str
    reason: str = ""


@dataclass(frozen=True)
class Figure:
    """A number of projects and what they add up to; ``unknown`` of them have no amount."""

    label: str
    count: int
    amount_wan: str
    unknown: int = 0


@dataclass(frozen=True)
class UnitFigure:
    """One unit: its pursued projects by stage and by light."""

    label: str
    count: int
    amount_wan: str
    stages: tuple[int, ...]
    green: int
    yellow: int
    red: int
    steps: int


@dataclass(frozen=True)
class Figures:
    """Of the whole region. 在手 = 正常 and 缓建; stages, tiers, lights and units count the same projects.

    ``tiers`` are exclusive bands. ``steps``: steps recorded in the period and not taken back by its end.
    """

    total: Figure
    stages: tuple[Figure, ...]
    standings: tuple[Figure, ...]
    tiers: tuple[Figure, ...]
    lights: tuple[Figure, ...]
    units: tuple[UnitFigure, ...]
    steps: tuple[Figure, ...]


@dataclass(frozen=True)
class Topic:
    """One entry of the agenda and why it is there."""

    position: int
    project: str
    number: str
    name: str
    unit: str
    stage: str
    light: str
    amount_wan: str
    reason: str
    detail: str


@dataclass(frozen=True)
class Change:
    """One thing that is no longer as at the last sitting. ``on``: the day it happened, ``at``: when it was recorded.

    ``row``: the record it comes from, as ``room.model/key``; for a light that followed from the rules its reading.
    """

    project: str
    name: str
    unit: str
    kind: str
    label: str
    before: str
    after: str
    on: str
    at: str
    by: str
    row: str


@dataclass(frozen=True)
class Fact:
    """One line of the facts."""

    label: str
    value: str


@dataclass(frozen=True)
class Stop:
    """One stage on the stepper. ``state``: done, now, ahead; ``late``: days behind the planned day."""

    stage: str
    label: str
    state: str
    on: str
    planned_on: str
    late: int


@dataclass(frozen=True)
class Lamp:
    """The light with its reasons."""

    colour: str
    label: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Chief:
    """Who answers for the project; ``phone`` is masked before it is frozen."""

    name: str
    post: str
    phone: str
    since: str


@dataclass(frozen=True)
class Report:
    """A progress report of the period, or the last one before it (``is_new`` false)."""

    title: str
    news: str
    next_steps: str
    completed_wan: str
    image: str
    at: str
    by: str
    is_new: bool


@dataclass(frozen=True)
class Problem:
    """An open problem."""

    title: str
    kind: str
    level: str
    asked: str
    need: str
    answer: str
    raised_on: str
    days: int


@dataclass(frozen=True)
class Due:
    """A plan node that is late, or due before the sitting after this one. ``late``: days behind; negative: ahead."""

    name: str
    owner: str
    due_on: str
    state: str
    late: int


@dataclass(frozen=True)
class Money:
    """万元. ``arrived`` confirmed only; ``arrived_now`` was confirmed in the period; ``done`` by the latest report."""

    total_wan: str
    fixed_wan: str
    arrived_wan: str
    arrived_year_wan: str
    arrived_now_wan: str
    year_plan_wan: str
    done_wan: str


@dataclass(frozen=True)
class Task:
    """An open action item 交办事项. ``late``: working days behind its deadline."""

    item: str
    number: str
    text: str
    unit: str
    due_on: str
    state: str
    late: int


@dataclass(frozen=True)
class Material:
    """What a unit answered for this sitting."""

    label: str
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class Page:
    """The page of one project."""

    project: str
    number: str
    name: str
    unit: str
    stage: str
    standing: str
    reason: str
    detail: str
    needs_chief: bool
    lamp: Lamp
    money: Money
    chief: Chief | None = None
    facts: tuple[Fact, ...] = ()
    stops: tuple[Stop, ...] = ()
    reports: tuple[Report, ...] = ()
    problems: tuple[Problem, ...] = ()
    due: tuple[Due, ...] = ()
    changes: tuple[Change, ...] = ()
    tasks: tuple[Task, ...] = ()
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True)
class PackContent:
    """A whole pack. ``is_excerpt``: only the reader's own projects, without figures of the region."""

    head: Head
    figures: Figures | None
    agenda: tuple[Topic, ...]
    changes: tuple[Change, ...]
    pages: tuple[Page, ...]
    is_excerpt: bool = False
    schema: int = field(default=SCHEMA)

    @property
    def projects(self) -> tuple[str, ...]:
        """Keys of the projects that it speaks of."""
        return tuple(dict.fromkeys((*(one.project for one in self.agenda), *(one.project for one in self.pages))))


def to_json(content: PackContent) -> dict[str, Any]:
    """As JSON can hold it."""
    return dataclasses.asdict(content)


def from_json(kept: Mapping[str, Any]) -> PackContent:
    """The content that was kept; parts that an earlier schema did not have are empty."""
    return _read(PackContent, kept)


def canonical(content: PackContent) -> bytes:
    """The bytes that the hash is made of: keys in order, no blanks, UTF-8."""
    return canonical_of(to_json(content))


def canonical_of(kept: Mapping[str, Any]) -> bytes:
    """The same of the JSON that was kept."""
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@cache
def _hints(made: type) -> dict[str, Any]:
    return get_type_hints(made)


def _read(made: type[_T], kept: Mapping[str, Any]) -> _T:
    hints: dict[str, Any] = _hints(made)  # type: ignore[arg-type]
    return made(**{name: _value(hints[name], value) for name, value in kept.items() if name in hints})


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], one) for one in value)
    inner = [one for one in get_args(hint) if one is not NoneType] if get_origin(hint) is not tuple else []
    if inner and get_origin(hint) is not None and (get_origin(hint) is Union or type(hint).__name__ == "UnionType"):
        return _value(inner[0], value)
    return _read(hint, value) if dataclasses.is_dataclass(hint) and isinstance(hint, type) else value
