"""What a world of the oracle contains and what happens in it, in plain values: no row, no service, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(frozen=True)
class Person:
    """``roles``: clerk, verifier, dispatcher, leader. ``is_head``: 主要负责人 of the unit. ``answers``: says 已知悉."""

    key: str
    unit: str
    roles: tuple[str, ...]
    is_head: bool = False
    answers: bool = False


@dataclass(frozen=True)
class StandIn:
    """``deputy`` stands in for ``principal`` from day to day, both included."""

    principal: str
    deputy: str
    first: date
    last: date


@dataclass(frozen=True)
class Series:
    """A dispatch meeting. ``beat``: weekly, biweekly, monthly, quarterly; ``monthly``: day or nth.

    ``people``: who is called from the start; ``changes``: (when, who joins, who leaves).
    """

    key: str
    made_at: datetime
    beat: str
    at: time
    policy: str
    starts_on: date
    people: tuple[str, ...]
    weekday: int | None = None
    monthly: str = ""
    nth: int | None = None
    day: int | None = None
    quarter_month: int | None = None
    changes: tuple[tuple[datetime, str, str], ...] = ()


@dataclass(frozen=True)
class Move:
    """The sitting of a nominal day gets another time, at ``at``."""

    series: str
    nominal: date
    at: datetime
    starts_at: datetime


@dataclass(frozen=True)
class Cancel:
    """The sitting of a nominal day is called off by hand."""

    series: str
    nominal: date
    at: datetime


@dataclass(frozen=True)
class Item:
    """An action item. ``term``: ("on", day), ("working", days) or ("calendar", days)."""

    key: str
    lead: str
    joint: str
    issued_by: str
    issued_at: datetime
    term: tuple[str, date | int]
    signed_by: str = ""
    signed_at: datetime | None = None
    officer: str = ""
    submitted_at: datetime | None = None
    returned_at: datetime | None = None
    submitted_again_at: datetime | None = None


@dataclass(frozen=True)
class Request:
    """A report that is due again and again. ``filed``: (nominal day, unit) → when the unit reports, if it does."""

    key: str
    made_at: datetime
    recurrence: str
    at: time
    policy: str
    window: int
    starts_on: date
    units: tuple[str, ...]
    weekday: int | None = None
    day: int | None = None
    anchor: date | None = None
    filed: dict[tuple[date, str], datetime] = field(default_factory=dict)
    closed: dict[date, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """A claim of a step, handed in by a clerk, returned or not."""

    key: str
    unit: str
    clerk: str
    made_at: datetime
    submitted_at: datetime
    returned_at: datetime | None = None


@dataclass(frozen=True)
class Project:
    """A project that needs a chief. ``chief``: from when to when it has one, in order."""

    key: str
    unit: str
    clerk: str
    made_at: datetime
    chief: tuple[tuple[datetime, datetime | None], ...] = ()


@dataclass(frozen=True)
class Letter:
    """A signed letter 督办函 to a unit and, where it names one, a person."""

    key: str
    unit: str
    recipient: str
    sender: str
    signed_at: datetime
    due_on: date
    receiver: str = ""
    received_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Handover:
    """Proposed, confirmed for a successor, taken over."""

    key: str
    unit: str
    predecessor: str
    successor: str
    proposed_at: datetime
    confirmed_at: datetime | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True)
class Outage:
    """Nothing runs: neither scheduler nor people's pages."""

    first: datetime
    last: datetime
    kind: str


@dataclass(frozen=True)
class World:
    """Everything. Keys of people and units are their account names and codes."""

    seed: int
    start: datetime
    end: datetime
    units: tuple[str, ...]
    people: tuple[Person, ...]
    outages: tuple[Outage, ...]
    stand_ins: tuple[StandIn, ...] = ()
    series: tuple[Series, ...] = ()
    moves: tuple[Move, ...] = ()
    cancels: tuple[Cancel, ...] = ()
    items: tuple[Item, ...] = ()
    requests: tuple[Request, ...] = ()
    claims: tuple[Claim, ...] = ()
    projects: tuple[Project, ...] = ()
    letters: tuple[Letter, ...] = ()
    handovers: tuple[Handover, ...] = ()

    def seated(self, unit: str, *roles: str) -> list[str]:
        """Keys of those of a unit who hold one of ``roles``; any, if none is named."""
        return [one.key for one in self.people if one.unit == unit and (not roles or set(roles) & set(one.roles))]

    def person(self, key: str) -> Person:
        """The person of that key."""
        return next(one for one in self.people if one.key == key)

    @property
    def office(self) -> list[str]:
        """Dispatchers of the city."""
        return [one.key for one in self.people if "dispatcher" in one.roles]
