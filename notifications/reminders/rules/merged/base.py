"""What came up since the working morning before, told each morning in one letter a person and rule.

Every working morning looks at its own window, and the windows leave no gap: whoever was not told of a morning because
the system was off hears of it with the next, in one letter.
"""

from __future__ import annotations

import uuid
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, ClassVar

from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import Due, instant, local_day, workdays_due
from notifications.reminders.rules.base import Family, Letter, Notice, Rule
from notifications.reminders.rules.recipients import IS_ACTIVE, IS_SELF
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.items.lateness import Days

WHOLE = timedelta(days=3650)
"""Reaches back to whatever still holds."""
MERGED = "已由较近一次提醒一并告知"


@dataclass(frozen=True)
class Window:
    """The days after ``after`` up to and with ``on``. ``at``: the time of the mornings at both ends."""

    after: date
    on: date
    at: time

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """From the morning of ``after``, that instant left out, to that of ``on``."""
        return instant(self.after, self.at), instant(self.on, self.at)


@dataclass(frozen=True)
class Line:
    """What one person is told of one project. ``key``: the thing; told of twice, the later line stands."""

    officer: Officer
    key: uuid.UUID
    project: uuid.UUID
    text: str


class MergedRule(Rule):
    """``found``: the lines of a window, for everybody or for one person. ``page``: where the letter leads."""

    subject_type = "officer"
    merged = "每人每天一封，合并列出"
    tests = (IS_SELF, IS_ACTIVE)
    opening: ClassVar[str]
    over: ClassVar[str]
    page: ClassVar[str] = "desk:projects"

    @abstractmethod
    def found(self, window: Any, only: Officer | None = None) -> Iterable[Line]:
        """Nobody is told of a project that he does not see."""

    def still(self, on: date, officer: Officer) -> bool:
        """Is there anything left of what the letter of ``on`` may have said?"""
        return any(True for _ in self.found(Window(on - WHOLE, on, time()), officer))

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        on = date.fromisoformat(occurrence.slot) if occurrence.slot else local_day(now)
        return "" if self.still(on, occurrence.recipient) else self.over


@dataclass
class Heard:
    """One person and one rule: the mornings that have something to say, the earliest first, and what holds of it."""

    rule: MergedRule
    officer: Officer
    mornings: dict[str, Due] = field(default_factory=dict)
    lines: dict[uuid.UUID, Line] = field(default_factory=dict)


class Merged(Family[Heard]):
    """Rules of one time of the morning."""

    rules: ClassVar[tuple[MergedRule, ...]]
    at: ClassVar[time]
    margin = timedelta(0)  # a morning with nothing to say is over: what comes up later waits for the next
    recalls = False
    horizon = timedelta(days=14)  # longer than any holiday

    def subjects(self, since: datetime, now: datetime) -> Iterator[Heard]:
        return self._found(None, since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Heard]:
        person = one_or_none(Officer.objects.filter(pk=key).select_related("organisation", "scope"))
        return self._found(person, since, now) if person else iter(())

    def window(self, due: Due) -> Any:
        """What the morning looks at; None: nothing."""
        on = local_day(due.at)
        return Window(Days(on).back(1), on, self.at)

    def span(self, first: Any, last: Any) -> Any:
        """Of several mornings: from the beginning of the first window, as things stand at the end of the last."""
        return Window(first.after, last.on, self.at)

    def _found(self, only: Officer | None, since: datetime, now: datetime) -> Iterator[Heard]:
        """Nothing is asked between two mornings."""
        looks = [(due, window) for due in workdays_due(since, now, self.at) if (window := self.window(due)) is not None]
        recorded = self._recorded([due for due, _ in looks]) if looks else set()
        for rule in self.rules if looks else ():
            yield from _heard(rule, self._said(rule, looks, only), recorded)

    def _said(self, rule: MergedRule, looks: Sequence[tuple[Due, Any]], only: Officer | None) -> list[tuple[Due, Line]]:
        """What each morning says, as far as it holds at the last of them."""
        said = [(due, list(rule.found(window, only))) for due, window in looks]
        whole = said[0][1] if len(said) == 1 else rule.found(self.span(looks[0][1], looks[-1][1]), only)
        now_true = {(line.officer.pk, line.key): line for line in whole}
        keys = ((due, (line.officer.pk, line.key)) for due, lines in said for line in lines)
        return [(due, now_true[key]) for due, key in keys if key in now_true]

    def _recorded(self, dues: Sequence[Due]) -> set[tuple[str, str, uuid.UUID]]:
        names, slots = [rule.name for rule in self.rules], [_slot(due) for due in dues]
        rows = Occurrence.objects.filter(rule__in=names, slot__in=slots)
        return set(rows.values_list("rule", "slot", "recipient"))

    def notices(self, subject: Heard, since: datetime, now: datetime) -> Iterator[Notice]:
        """The latest morning tells everything; earlier ones, missed while the system was off, are recorded."""
        rule, officer = subject.rule, subject.officer
        if not rule.admits(officer, officer, now):
            return
        latest = list(subject.mornings)[-1]
        for slot, due in subject.mornings.items():
            letter = partial(_letter, rule, list(subject.lines.values()), due)
            void = "" if slot == latest else MERGED
            yield Notice(rule, officer.pk, slot, officer, due.at, partial(letter, officer), void, letter)


def _heard(
    rule: MergedRule, said: Iterable[tuple[Due, Line]], recorded: set[tuple[str, str, uuid.UUID]]
) -> Iterable[Heard]:
    """By person, without the mornings that are on record."""
    found: dict[uuid.UUID, Heard] = {}
    for due, line in said:
        if (rule.name, _slot(due), line.officer.pk) not in recorded:
            heard = found.setdefault(line.officer.pk, Heard(rule, line.officer))
            heard.mornings[_slot(due)] = due
            heard.lines[line.key] = line
    return found.values()


def _slot(due: Due) -> str:
    return local_day(due.at).isoformat()


def _letter(rule: MergedRule, lines: Sequence[Line], due: Due, reader: Officer) -> Letter:
    """Whoever stands in reads only of those projects that he sees himself."""
    if any(line.officer.pk != reader.pk for line in lines):
        keys = {line.project for line in lines}
        seen = set(Project.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
        lines = [line for line in lines if line.project in seen]
    return list_letter(
        reader,
        title=f"【{rule.label}】{len(lines)} 项",
        opening=rule.opening,
        lines=[line.text for line in lines] or ["所涉项目不在您的查看范围内，请与被代理人联系。"],
        url=reverse(rule.page),
        note=due.note,
    )
