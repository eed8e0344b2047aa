"""Reads of the outbox: who was told what, when, by which rule, with which result."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from notifications.outbox import matters
from notifications.outbox.models import (
    Delivery,
    DeliveryState,
    Occurrence,
    OccurrenceQuerySet,
    OccurrenceState,
)
from notifications.preferences.topics import DIGESTED
from projects.people.models import Officer

UNADDRESSED = "inbox"
DIGEST = "digest"


@dataclass(frozen=True)
class LedgerFilter:
    """What of the ledger to show. Days are of the local calendar, both included; empty: everything.

    ``late``: told later than ten minutes after it was due (补发). ``project``: words of a name or number; whatever
    hangs on a project that the officer sees and that they fit.
    """

    rule: str = ""
    person: str = ""
    state: str = ""
    channel: str = ""
    from_on: date | None = None
    to_on: date | None = None
    mine: bool = False
    late: bool = False
    project: str = ""
    subject: uuid.UUID | None = None


def ledger(officer: Officer, wanted: LedgerFilter) -> OccurrenceQuerySet:
    """What the officer may know of, narrowed; the latest first."""
    rows = Occurrence.objects.visible_to(officer).filter(_narrowed(officer, wanted))
    return rows.select_related("recipient__organisation", "held").prefetch_related("deliveries")


def _narrowed(officer: Officer, wanted: LedgerFilter) -> Q:
    narrowed = _in_state(wanted.state)
    for path, value in _plain(officer, wanted):
        if value:
            narrowed &= Q(**{path: value})
    if wanted.channel:
        narrowed &= Q(pk__in=Delivery.objects.filter(channel=wanted.channel).values("occurrence"))
    if wanted.project:
        narrowed &= matters.about_project(wanted.project, officer)
    return narrowed


def _plain(officer: Officer, wanted: LedgerFilter) -> tuple[tuple[str, object], ...]:
    """Columns and what they are compared with; nothing is asked of a column whose value is empty."""
    after = _midnight(wanted.to_on + timedelta(days=1)) if wanted.to_on else None
    return (
        ("rule", wanted.rule),
        ("recipient__name__icontains", wanted.person),
        ("due_at__gte", _midnight(wanted.from_on) if wanted.from_on else None),
        ("due_at__lt", after),
        ("recipient", officer if wanted.mine else None),
        ("is_late", wanted.late),
        ("subject_id", wanted.subject),
    )


def _in_state(state: str) -> Q:
    """A state of the delivery; void is the occurrence's own; ``inbox`` means no message beside the one inside, and
    ``digest`` one for many.
    """
    if not state:
        return Q()
    if state == OccurrenceState.VOID:
        return Q(state=OccurrenceState.VOID)
    if state == UNADDRESSED:
        return Q(state=OccurrenceState.OPEN, deliveries__isnull=True) & ~Q(quiet__in=DIGESTED)
    if state == DIGEST:
        return Q(quiet__in=DIGESTED)
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


def decisions(officer: Officer) -> list[Delivery]:
    """The deliveries that wait for the officer's decision: given up first, then uncertain, the oldest first."""
    if not officer.may("dispatch:write"):
        return []
    waiting = Delivery.objects.visible_to(officer).filter(state__in=(DeliveryState.UNCERTAIN, DeliveryState.DEAD))
    return list(waiting.select_related("occurrence__recipient__organisation").order_by("state", "updated_at", "id"))


def undecided(officer: Officer) -> Undecided:
    """What the duty officer has to decide; nothing for those who may not."""
    if not officer.may("dispatch:write"):
        return Undecided()
    return Undecided.among(Delivery.objects.visible_to(officer))


UNHEARD_FOR = timedelta(days=7)


def unheard_refusals(now: datetime) -> QuerySet[Delivery]:
    """Messages of the last week that the other side refused, where the recipient got the reminder on no other way."""
    refused = Delivery.objects.filter(state=DeliveryState.FAILED, updated_at__gt=now - UNHEARD_FOR)
    refused = refused.filter(occurrence__state=OccurrenceState.OPEN)
    return refused.exclude(occurrence__in=Delivery.objects.filter(state=DeliveryState.SENT).values("occurrence"))


def waiting_since(now: datetime) -> datetime | None:
    """Since when the oldest delivery ought to have left and has not; None when nothing is due.

    One that was refused for now waits until its next attempt, and is late only after that. One that never got a hearing
    is late since it was due, however often it was put off, or since a person had it queued again; one that waits for
    the hours of its recipient is not late before they open. What waits in a channel that is in trouble, or was switched
    off, is that channel's (``ChannelSetup.trouble``).
    """
    asked = (Coalesce(name, "created_at") for name in ("resolved_at", "held_until"))
    unheard = Greatest("created_at", "occurrence__due_at", *asked)
    since = Case(When(attempts=0, then=unheard), default=F("not_before"))
    waiting = Delivery.objects.filter(state__in=(DeliveryState.QUEUED, DeliveryState.CLAIMED)).annotate(since=since)
    waiting = waiting.exclude(Q(setup__trouble_at__isnull=False) | Q(setup__is_active=False))
    found: datetime | None = waiting.filter(since__lte=now).aggregate(oldest=Min("since"))["oldest"]
    return found


def unread_count(officer: Officer) -> int:
    """What the officer was told and has not opened."""
    return Occurrence.objects.filter(recipient=officer, read_at__isnull=True, state=OccurrenceState.OPEN).count()
