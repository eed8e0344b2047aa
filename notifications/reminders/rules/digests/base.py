"""A letter of several parts to each of certain people, on the first working day of a period."""

from __future__ import annotations

import uuid
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import ClassVar

from django.template.loader import render_to_string
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.moments import Due, first_workdays_due, local_day
from notifications.reminders.rules.base import Family, Letter, Notice, Rule
from projects.people.models import Officer

AT = time(8)
LONGEST = 50
MERGED = "已由较近一期一并告知"


@dataclass(frozen=True)
class Section:
    """A heading with its lines, of which the first fifty are written; ``nothing``: what is said without any."""

    heading: str
    lines: Sequence[str]
    nothing: str = "无"

    @property
    def shown(self) -> Sequence[str]:
        """Those that are written."""
        return self.lines[:LONGEST]

    @property
    def more(self) -> int:
        """How many are not."""
        return max(len(self.lines) - LONGEST, 0)


class DigestRule(Rule):
    """``who_are``: the people; ``sections``: what one of them reads on a day. Written only for who is told."""

    subject_type = "officer"
    over: ClassVar[str]
    page: ClassVar[str]

    @abstractmethod
    def title(self, on: date) -> str:
        """Of the letter, without its mark."""

    @abstractmethod
    def opening(self, on: date) -> str:
        """The first sentence."""

    @abstractmethod
    def sections(self, officer: Officer, on: date) -> list[Section]:
        """Only of what the officer may see."""

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        officer = Officer.objects.filter(pk=occurrence.recipient_id).prefetch_related("roles").get()
        return "" if self.admits(officer, officer, now) else self.over


@dataclass(frozen=True)
class Issue:
    """One reader, and the days on which a letter is due that is not on record, the earliest first."""

    officer: Officer
    dues: list[Due]


class Digest(Family[Issue]):
    """One digest. ``begins``: day → the first day of its period."""

    rule: ClassVar[DigestRule]
    begins: ClassVar[staticmethod[[date], date]]
    margin = timedelta(0)
    recalls = False

    @abstractmethod
    def readers(self) -> Iterable[Officer]:
        """Who may be a reader, by the database; the tests of the rule decide."""

    def subjects(self, since: datetime, now: datetime) -> Iterator[Issue]:
        return self._found(None, since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Issue]:
        return self._found(key, since, now)

    def _found(self, only: uuid.UUID | None, since: datetime, now: datetime) -> Iterator[Issue]:
        """Nothing is asked between two periods, and two questions for all readers."""
        dues = first_workdays_due(since, now, AT, type(self).begins)
        if not dues:
            return
        rows = Occurrence.objects.filter(rule=self.rule.name, slot__in=[_slot(due) for due in dues])
        recorded = set(rows.values_list("recipient", "slot"))
        for officer in self.readers():
            fresh = [due for due in dues if (officer.pk, _slot(due)) not in recorded]
            if fresh and only in (None, officer.pk):
                yield Issue(officer, fresh)

    def notices(self, subject: Issue, since: datetime, now: datetime) -> Iterator[Notice]:
        """The latest is told; earlier ones, missed while the system was off, are recorded."""
        officer = subject.officer
        if not self.rule.admits(officer, officer, now):
            return
        for due in subject.dues:
            void = "" if due is subject.dues[-1] else MERGED
            letter = partial(_letter, self.rule, officer, due)
            yield Notice(self.rule, officer.pk, _slot(due), officer, due.at, letter, void)


def _slot(due: Due) -> str:
    return local_day(due.at).isoformat()


def _letter(rule: DigestRule, officer: Officer, due: Due) -> Letter:
    on = local_day(due.at)
    sections = rule.sections(officer, on)
    return digest_letter(rule, officer, on, opening=rule.opening(on), sections=sections, note=due.note)


def digest_letter(
    rule: DigestRule, officer: Officer, on: date, *, opening: str, sections: Sequence[Section], note: str = ""
) -> Letter:
    """The words of a digest of that day."""
    context = {"recipient": officer, "opening": opening, "sections": sections, "note": note}
    return Letter(
        title=f"【{rule.label}】{rule.title(on)}",
        text=render_to_string("reminders/digest.txt", context).strip(),
        html=render_to_string("reminders/digest.html", context),
        url=reverse(rule.page),
    )
