"""What an anomaly is: a rule with its words, and what it finds."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.utils import timezone

from projects.ledger.models.projects import ProjectQuerySet
from workflow.anomalies.models import AnomalyRules


@dataclass(frozen=True)
class Link:
    """Words that open a page."""

    words: str
    url: str


@dataclass(frozen=True)
class Found:
    """One conspicuous thing. ``key``: what it is about; ``facts``: what the judgement rests on.

    ``on``: its last day, by which it is filtered and ordered. ``paths``: of the units concerned. ``records``: the rows
    behind it; ``check``: where to look next.
    """

    kind: str
    key: str
    title: str
    detail: str
    on: date
    units: str
    paths: tuple[str, ...]
    facts: tuple[str, ...]
    check: Link
    records: tuple[Link, ...] = field(default_factory=tuple)

    @property
    def fingerprint(self) -> str:
        """Other facts, another fingerprint."""
        return hashlib.sha256("\n".join(self.facts).encode()).hexdigest()


class Anomaly(ABC):
    """One rule: ``why`` it stands out, and what to ``advice`` whoever looks into it."""

    code: ClassVar[str]
    label: ClassVar[str]
    why: ClassVar[str]
    advice: ClassVar[str]

    @abstractmethod
    def find(self, projects: ProjectQuerySet, rules: AnomalyRules, *, on: date) -> Iterable[Found]:
        """What ``projects`` show in the ``rules.look_back_days`` up to ``on``. A fixed number of queries."""


def since(rules: AnomalyRules, on: date) -> date:
    """The first day that is looked at."""
    return on - timedelta(days=rules.look_back_days)


def moment(day: date) -> datetime:
    """The first instant of a day here."""
    return timezone.make_aware(datetime.combine(day, time.min))
