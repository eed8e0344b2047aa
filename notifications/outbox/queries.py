"""Reads of the outbox: who was told what, when, by which rule, with which result."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from notifications.outbox.models import (
    Delivery,
    DeliveryState,
    Occurrence,
    OccurrenceQuerySet,
    OccurrenceState,
)
from projects.people.models import Officer

UNADDRESSED = "inbox"


@dataclass(frozen=True)
class LedgerFilter:
    """What of the ledger to show. Days are of the local calendar, both included; empty: everything."""

    rule: str = ""
    person: str = ""
    state: str = ""
    from_on: date | None = None
    to_on: date | None = None
    mine: bool = False
    subject: uuid.UUID | None = None


def ledger(officer: Officer, wanted: LedgerFilter) -> OccurrenceQuerySet:
    """What the officer may know of, narrowed; the latest first."""
    rows = Occurrence.objects.visible_to(officer).filter(_narrowed(officer, wanted))
    return rows.select_related("recipient__organisation").prefetch_related("deliveries")


def _narrowed(officer: Officer, wanted: LedgerFilter) -> Q:
    narrowed = _in_state(wanted.state)
    if wanted.rule:
        narrowed &= Q(rule=wanted.rule)
    if wanted.person:
        narrowed &= Q(recipient__name__icontains=wanted.person)
    if wanted.from_on:
        narrowed &= Q(due_at__gte=_midnight(wanted.from_on))
    if wanted.to_on:
        narrowed &= Q(due_at__lt=_midnight(wanted.to_on + timedelta(days=1)))
    if wanted.mine:
        narrowed &= Q(recipient=officer)
    if wanted.subject:
        narrowed &= Q(subject_id=wanted.subject)
    return narrowed


def _in_state(state: str) -> Q:
    """A state of the delivery; void is the occurrence's own; ``inbox`` means no address to send to."""
    if not state:
        return Q()
    if state == OccurrenceState.VOID:
        return Q(state=OccurrenceState.VOID)
    if state == UNADDRESSED:
        return Q(state=OccurrenceState.OPEN, deliveries__isnull=True)
    return Q(pk__in=Delivery.objects.filter(state=state).values("occurrence"))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Undecided:
    """How many deliveries wait for a person: result unknown, or given up."""

    uncertain: int = 0
    dead: int = 0

    @classmethod
    def among(cls, deliveries: QuerySet[Delivery]) -> Undecided:
        """One query."""
        states = (DeliveryState.UNCERTAIN, DeliveryState.DEAD)
        counted = [Count("pk", filter=Q(state=state)) for state in states]
        found = deliveries.filter(state__in=states).aggregate(uncertain=counted[0], dead=counted[1])
        return cls(**found)


def undecided(officer: Officer) -> Undecided:
    """What the duty officer has to decide; nothing for those who may not."""
    if not officer.may("dispatch:write"):
        return Undecided()
    return Undecided.among(Delivery.objects.visible_to(officer))


def waiting_since(now: datetime) -> datetime | None:
    """Since when the oldest delivery ought to have left and has not; None when nothing is due.

    One that was refused for now waits until its next attempt, and is late only after that. One that never got a hearing
    is late since it was due, however often it was put off, or since a person had it queued again.
    """
    unheard = Greatest("created_at", "occurrence__due_at", Coalesce("resolved_at", "created_at"))
    since = Case(When(attempts=0, then=unheard), default=F("not_before"))
    waiting = Delivery.objects.filter(state__in=(DeliveryState.QUEUED, DeliveryState.CLAIMED)).annotate(since=since)
    found: datetime | None = waiting.filter(since__lte=now).aggregate(oldest=Min("since"))["oldest"]
    return found


def unread_count(officer: Officer) -> int:
    """What the officer was told and has not opened."""
    return Occurrence.objects.filter(recipient=officer, read_at__isnull=True, state=OccurrenceState.OPEN).count()
