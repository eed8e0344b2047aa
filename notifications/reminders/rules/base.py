"""What every rule says about itself, and what a family of rules finds when it looks."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from notifications.outbox.models import Occurrence
from notifications.receipts.terms import Acknowledge
from projects.people.models import Officer

S = TypeVar("S")


@dataclass(frozen=True)
class Test:
    """One thing that a recipient must be. ``passes`` is asked with the thing told of, the officer and the instant;
    ``why_not`` is the sentence for who fails.
    """

    passes: Callable[[Any, Officer, datetime], bool]
    why_not: str


@dataclass(frozen=True)
class Letter:
    """The words. ``html`` is a fragment rendered by our templates; ``url`` a path of this site."""

    title: str
    text: str
    html: str = ""
    url: str = ""
    calendar: str = ""
    calendar_method: str = ""


class Rule(ABC):
    """One reason to tell people something.

    ``tests``: what a recipient must be, in the order in which it is asked. The scan lets nobody through who fails one,
    and the page 为什么 gives the sentence of the first that fails: one list for both. ``acknowledge``: what the rule
    asks of those it tells.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    subject_type: ClassVar[str]
    who: ClassVar[str]
    when: ClassVar[str]
    merged: ClassVar[str]
    tests: ClassVar[tuple[Test, ...]] = ()
    acknowledge: ClassVar[Acknowledge | None] = None

    def why_not(self, matter: Any, officer: Officer, now: datetime) -> str:
        """Why the officer is no recipient of what this rule says about ``matter``; empty: is one."""
        return next((test.why_not for test in self.tests if not test.passes(matter, officer, now)), "")

    def admits(self, matter: Any, officer: Officer, now: datetime) -> bool:
        """Is the officer a recipient?"""
        return not self.why_not(matter, officer, now)

    def until(self, occurrence: Occurrence) -> datetime | None:
        """From when on it says nothing any more, so that nothing puts it off beyond; None: no such moment."""
        return None

    @abstractmethod
    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        """Just before sending: why it is no longer true; empty when it still is."""


@dataclass(frozen=True)
class Notice:
    """One thing due to one person and not recorded yet. With ``void_reason`` it is only recorded, never sent.

    ``for_deputy``: the letter as another person may read it, where who stands in for the recipient gets a copy.
    ``afterwards``: what else is written in the transaction that told it, once it was told.
    """

    rule: Rule
    subject_id: uuid.UUID
    slot: str
    recipient: Officer
    due_at: datetime
    letter: Callable[[], Letter]
    void_reason: str = ""
    for_deputy: Callable[[Officer], Letter] | None = None
    afterwards: Callable[[Occurrence], None] | None = None


class Family(ABC, Generic[S]):
    """Rules that look at the same subjects, and so share a watermark."""

    name: ClassVar[str]
    rules: ClassVar[tuple[Rule, ...]]
    margin: ClassVar[timedelta] = timedelta(days=1)
    """How far behind the watermark to look: what was committed late is seen all the same, and told once."""

    foretells: ClassVar[bool] = True
    """Can ``notices`` be asked about what will come due? Not where a rule looks at the state of the moment alone."""

    recalls: ClassVar[bool] = True
    """Can it be asked about what was due long ago? Not where a morning tells how things stand on it."""

    horizon: ClassVar[timedelta] = timedelta(days=45)
    """How far ahead it is asked; shorter where every morning is a question of its own."""

    @abstractmethod
    def subjects(self, since: datetime, now: datetime) -> Iterable[S]:
        """What may have something due within (since, now]."""

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterable[S]:
        """Those of ``subjects`` that ``key`` stands for, or more: the notices tell whom they are about. A family of
        many subjects narrows its look.
        """
        return self.subjects(since, now)

    @abstractmethod
    def notices(self, subject: S, since: datetime, now: datetime) -> Iterable[Notice]:
        """What is due about it and not recorded yet."""
