"""What every channel says about itself, and what a line to it does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar, Protocol, Self

from notifications.outbox.models import ChannelSetup, Delivery
from notifications.outbox.verdicts import Answer
from projects.people.models import Officer


class Audience(Enum):
    """Who hears it."""

    PERSON = "person"
    GROUP = "group"  # a robot: everybody in a group that somebody else keeps (ADR 0027)


@dataclass(frozen=True)
class Pace:
    """At most ``most`` messages within ``per``: of the whole set-up, or to one address. Waiting costs no attempt."""

    most: int
    per: timedelta
    each_address: bool = False


class Line(Protocol):
    """A way to hand over many messages of one set-up, one after the other. Used by one sender, in one thread."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def hand_over(self, delivery: Delivery, *, at: datetime, before_data: Callable[[], bool]) -> Answer:
        """Give one message away. ``before_data`` is asked at the last moment nothing can have left yet."""
        ...

    def drop(self) -> None:
        """Forget the connection after an error of our own."""
        ...


class Channel(ABC):
    """One way out of the house. ``wants``: fields of ``ChannelSetup`` that must be filled, with their Chinese names."""

    name: ClassVar[str]
    label: ClassVar[str]
    audience: ClassVar[Audience] = Audience.PERSON
    default_base_url: ClassVar[str] = ""
    wants: ClassVar[dict[str, str]] = {}
    paces: ClassVar[tuple[Pace, ...]] = ()
    has_journal: ClassVar[bool] = False
    """Can a journal tell afterwards what became of a message whose answer was lost?"""
    keeps_addresses: ClassVar[bool] = True
    """Does a person register an account of this channel (``ChannelAddress``)?"""
    always_brief: ClassVar[bool] = False
    """Only the kind of the reminder is said, whatever the set-up allows."""
    address_label: ClassVar[str] = "账号"
    address_help: ClassVar[str] = ""

    @abstractmethod
    def open(self, setup: ChannelSetup | None) -> Line:
        """A line for a run of messages."""

    def address_fault(self, address: str) -> str:
        """Why ``address`` cannot be one, in Chinese, with what to do; empty when it can."""
        return ""

    def address_of(self, officer: Officer, registered: str) -> str:
        """Where ``officer`` is reached, given what was registered; empty: nowhere."""
        return registered

    def shown(self, address: str) -> str:
        """The address as people read it."""
        return address

    def repeat_until(self, began: datetime) -> datetime | None:
        """Until when the server drops a second copy of what began to leave at ``began``; None: it never does."""
        return None

    def try_out(self, setup: ChannelSetup, *, at: datetime) -> Answer:
        """Is the set-up right? A robot says a test sentence to its group; others ask for their credentials."""
        raise NotImplementedError
