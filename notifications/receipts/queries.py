"""Reads of the room: who has answered, who ought to, and who was told instead."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from notifications.outbox.models import Occurrence, OccurrenceQuerySet, OccurrenceState
from notifications.receipts import registry
from notifications.receipts.models import Receipt, Way, answered, asked_for, overdue, unanswered
from notifications.receipts.terms import REACH, deadline, local_day
from projects.people.models import Officer
from projects.workdays.days import Calendar
from projects.workdays.queries import calendar

ESCALATION = "unacknowledged"
"""The rule by which the next level hears of it; its subject is the reminder without an answer."""


class State(models.TextChoices):
    """How it stands."""

    WAITING = "waiting", "待确认"
    OVERDUE = "overdue", "逾期未确认"
    ANSWERED = "answered", "已确认"


@dataclass(frozen=True)
class Standing:
    """How one reminder stands. ``said_at`` and ``way`` of the answer; ``raised``: what the next level was told."""

    occurrence: Occurrence
    state: State
    until: datetime
    said_at: datetime | None
    way: str
    raised: Sequence[Occurrence] = ()

    @property
    def way_label(self) -> str:
        """已知悉 by whatever way, or 已阅 where that suffices."""
        return f"已知悉（{Way(self.way).label}）" if self.way else "已阅"


class Deadlines:
    """Until when each of these is to be answered: the calendar is looked into once."""

    def __init__(self, occurrences: Sequence[Occurrence]) -> None:
        told = [local_day(one.created_at) for one in occurrences]
        self._calendar = calendar(min(told), max(told) + REACH) if told else Calendar({})

    def of(self, occurrence: Occurrence) -> datetime:
        """Until when an answer is in time."""
        terms = registry.terms_of(occurrence.rule)
        assert terms is not None
        return deadline(occurrence.created_at, terms, self._calendar)


def deadline_of(occurrence: Occurrence) -> datetime:
    """The same of one."""
    return Deadlines([occurrence]).of(occurrence)


def standings(occurrences: Iterable[Occurrence], now: datetime) -> dict[uuid.UUID, Standing]:
    """How those of them stand that hold and ask for an answer: four queries, however many."""
    asked = [one for one in occurrences if registry.terms_of(one.rule) and one.state == OccurrenceState.OPEN]
    keys = [one.pk for one in asked]
    receipts = Receipt.objects.in_bulk(keys)
    raised: dict[uuid.UUID, list[Occurrence]] = {}
    found = Occurrence.objects.filter(rule=ESCALATION, subject_id__in=keys).select_related("recipient__organisation")
    for one in found.order_by("created_at", "pk"):
        raised.setdefault(one.subject_id, []).append(one)
    days = Deadlines(asked)
    return {one.pk: _standing(one, receipts.get(one.pk), raised.get(one.pk, []), days, now) for one in asked}


def _standing(
    occurrence: Occurrence, receipt: Receipt | None, raised: list[Occurrence], days: Deadlines, now: datetime
) -> Standing:
    terms, until = registry.terms_of(occurrence.rule), days.of(occurrence)
    read_at = occurrence.read_at if terms and terms.reading_suffices else None
    said_at = receipt.at if receipt else read_at
    state = State.ANSWERED if said_at else State.OVERDUE if until <= now else State.WAITING
    return Standing(occurrence, state, until, said_at, receipt.way if receipt else "", raised)


def listed(officer: Officer, now: datetime, *, state: str = "", rule: str = "", person: str = "",
           subject: uuid.UUID | None = None) -> OccurrenceQuerySet:  # fmt: skip
    """What asks for an answer and the officer may know of, narrowed; the latest first."""
    choose = {State.WAITING: unanswered(), State.OVERDUE: overdue(now), State.ANSWERED: answered()}
    rows = choose[State(state)] if state in State.values else asked_for()
    rows = rows.filter(pk__in=Occurrence.objects.visible_to(officer).values("pk"))
    if state == State.WAITING:
        rows = rows.exclude(pk__in=overdue(now).values("pk"))
    for path, value in (("rule", rule), ("recipient__name__icontains", person), ("subject_id", subject)):
        rows = rows.filter(**{path: value}) if value else rows
    return rows.select_related("recipient__organisation").order_by("-due_at", "-id")


def is_answered(occurrence: Occurrence) -> bool:
    """Has the recipient said so, or opened it where that suffices?"""
    return answered().filter(pk=occurrence.pk).exists()
