"""Elapsed working days of a decision: at the offices, with the applicant, in all. Pure but for the loaded calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from projects.workdays.days import DayKind, plain_kind
from projects.workdays.queries import Worked, worked_days
from workflow.decisions.models import Decision, Holder, Turn


@dataclass(frozen=True)
class Elapsed:
    """Working days of one decision. ``limit``: of the steps it went through; None while none was answered."""

    office: int
    applicant: int
    limit: int
    is_promised: bool = True
    """False where a day beyond the loaded calendar was counted by its weekday."""

    @property
    def total(self) -> int:
        """From handing in to the answer."""
        return self.office + self.applicant

    @property
    def is_within(self) -> bool:
        """Did the offices keep the sum of their limits?"""
        return self.office <= self.limit


@dataclass(frozen=True)
class Span:
    """One turn with its days."""

    turn: Turn
    days: int


class Workdays:
    """Counts the working days of many stretches with one query; with none where ``known`` begins early enough."""

    def __init__(self, first: date, last: date, known: Worked | None = None) -> None:
        days = worked_days(first, last, known=known)
        stretch = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
        self.first, self.is_whole = first, all(on in days for on in stretch)
        self._sums = list(accumulate(int(days.get(on, plain_kind(on) == DayKind.WORKDAY)) for on in stretch))

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``: as ``workdays_between``."""
        return self._sums[(end - self.first).days] - self._sums[(start - self.first).days]


def workdays_for(turns: Iterable[Turn], *, on: date, known: Worked | None = None) -> Workdays:
    """A count that covers all ``turns`` as seen on ``on``."""
    days = [day for turn in turns for day in (turn.began_on, turn.ended_on or on)]
    return Workdays(min([*days, on]), max([*days, on]), known)


def spans_of(turns: Sequence[Turn], counted: Workdays, *, on: date) -> list[Span]:
    """Each turn with its working days; an open one up to ``on``."""
    return [Span(one, counted.between(one.began_on, max(one.ended_on or on, one.began_on))) for one in turns]


def elapsed_of(spans: Iterable[Span], limit: int, counted: Workdays) -> Elapsed:
    """The sums of a decision."""
    found = list(spans)
    office = sum(span.days for span in found if span.turn.holder == Holder.OFFICE)
    return Elapsed(office, sum(span.days for span in found) - office, limit, counted.is_whole)


def limit_of(turns: Iterable[Turn]) -> int:
    """The limits of the steps that had a turn, each once however often it came back."""
    steps: dict[Any, int] = {turn.step_id: turn.step.limit_days for turn in turns}
    return sum(steps.values())


@dataclass(frozen=True)
class Told:
    """The turns of one decision, and their sums."""

    spans: list[Span]
    elapsed: Elapsed


def told_of_each(ids: Iterable[Any], *, on: date, known: Worked | None = None) -> dict[Any, Told]:
    """Decision id → its turns with days. Two queries, however many there are; one where the days are ``known``."""
    of: dict[Any, list[Turn]] = {key: [] for key in ids}
    turns = Turn.objects.filter(decision__in=list(of)).select_related("step", "unit")
    for turn in turns.order_by("sequence"):
        of[turn.decision_id].append(turn)
    counted = workdays_for((turn for rows in of.values() for turn in rows), on=on, known=known)
    return {key: _told(rows, counted, on=on) for key, rows in of.items()}


def _told(turns: list[Turn], counted: Workdays, *, on: date) -> Told:
    spans = spans_of(turns, counted, on=on)
    return Told(spans, elapsed_of(spans, limit_of(turns), counted))


def elapsed_of_each(decisions: Sequence[Decision], *, on: date, known: Worked | None = None) -> dict[Any, Elapsed]:
    """Decision id → its sums. Two queries, however many there are; one where the days are ``known``."""
    told = told_of_each([one.pk for one in decisions], on=on, known=known)
    return {key: one.elapsed for key, one in told.items()}
