"""What an agenda rule is: its words, what it looks at, and what it finds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from projects.ledger.models import Project
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.stages import Standing
from projects.people.models import Organisation
from workflow.dispatch.models import Meeting

LONGEST_SENTENCE = 200
"""Of one reason; an entry joins several."""
LONGEST_DETAIL = 600


@dataclass(frozen=True)
class Look:
    """What a rule may look at. ``since``: the sitting before; ``until_on``: the day of the one after, or about then."""

    meeting: Meeting
    region: Organisation
    since: datetime
    until_on: date
    on: date
    now: datetime

    @property
    def projects(self) -> ProjectQuerySet:
        """Of the region, still being pursued."""
        return Project.objects.under(self.region).filter(standing=Standing.ACTIVE)


@dataclass(frozen=True)
class Finding:
    """A project that a rule wants on the agenda, and the sentence that says why."""

    project_id: UUID
    sentence: str


@dataclass(frozen=True)
class Proposal:
    """A project that the rules want on the agenda: every reason, the first leading, and the sentences joined."""

    project_id: UUID
    reasons: list[str]
    detail: str = field(default="")

    @property
    def reason(self) -> str:
        """The leading one."""
        return self.reasons[0]


class AgendaRule(ABC):
    """One reason. ``code`` is its ``AgendaReason``; ``says``: one sentence for the editor.

    ``days``: the span it looks over unless the series says another; None: it has none.
    """

    code: ClassVar[str]
    label: ClassVar[str]
    says: ClassVar[str]
    days: ClassVar[int | None] = None

    @abstractmethod
    def find(self, look: Look, days: int) -> Iterable[Finding]:
        """Every project of the region that it concerns, the most pressing first. A fixed number of queries."""


def shortened(text: str, longest: int = LONGEST_SENTENCE) -> str:
    """At most so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
