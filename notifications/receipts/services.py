"""Writes of the room: to say that one knows, on the page, over the API or by the link of the mail."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from notifications.outbox.models import Occurrence, OccurrenceState
from notifications.receipts import registry
from notifications.receipts.acts import Act
from notifications.receipts.links import BadLink, ExpiredLink, read
from notifications.receipts.models import Knock, Receipt, Way
from projects.audit.services import audited, record
from projects.errors import Conflict, DomainError, NotFound
from projects.people.models import Officer
from projects.rows import one_or_none

MOST_KNOCKS = 60
"""Uses of the door without log-in from one address in a minute: a whole office may sit behind one address."""
MINUTE = timedelta(minutes=1)
NOWHERE = "unknown"


class TooOften(DomainError):
    """More uses than a house full of people needs."""

    status = 429

    def __init__(self) -> None:
        super().__init__("从您的网络打开确认链接过于频繁，请一分钟后再试。", "too_often")


def acknowledge(occurrence_id: uuid.UUID, *, by: Officer, now: datetime, way: str = Way.PAGE) -> bool:
    """The recipient knows. False when it was said before: once more does no harm.

    ``NotFound`` for anybody else's, ``Conflict`` when it asks for no answer or holds no longer.
    """
    occurrence = one_or_none(Occurrence.objects.filter(pk=occurrence_id, recipient=by))
    if occurrence is None:
        raise NotFound()
    return _say(occurrence, by, now, way)


@dataclass(frozen=True)
class Opened:
    """A good link: the reminder, whether it was answered before, and why it holds no longer."""

    occurrence: Occurrence
    receipt: Receipt | None

    @property
    def over(self) -> str:
        """Why there is nothing to answer any more."""
        return self.occurrence.void_reason if self.occurrence.state == OccurrenceState.VOID else ""


def open_link(word: str, *, address: str, now: datetime) -> Opened:
    """What a link leads to. Nothing is acknowledged by that: mail scanners open links.

    ``BadLink`` when it is garbled, altered or made for another person, ``ExpiredLink``, ``TooOften``.
    """
    knock(address, now=now)
    link = read(word)
    occurrence = one_or_none(Occurrence.objects.select_related("recipient__organisation").filter(pk=link.occurrence))
    if occurrence is None or not link.fits(occurrence.recipient_id) or not occurrence.recipient.is_active:
        raise BadLink
    if link.until <= now:
        raise ExpiredLink
    return Opened(occurrence, one_or_none(Receipt.objects.filter(pk=occurrence.pk)))


def acknowledge_by_link(word: str, *, address: str, now: datetime) -> bool:
    """The holder of the link says that the recipient knows; nothing else can be done with it. Errors of ``open_link``,
    and those of ``acknowledge``.
    """
    occurrence = open_link(word, address=address, now=now).occurrence
    return _say(occurrence, occurrence.recipient, now, Way.LINK, address)


def _say(occurrence: Occurrence, by: Officer, now: datetime, way: str, address: str = "") -> bool:
    if registry.terms_of(occurrence.rule) is None:
        raise Conflict("这条提醒不要求确认，不必操作。")
    if occurrence.state == OccurrenceState.VOID:
        raise Conflict(f"这条提醒已失效（{occurrence.void_reason}），不必确认。")
    if is_known(occurrence):
        return False
    receipt = Receipt(occurrence=occurrence, at=now, way=way, address=address[:45])
    try:
        with audited():
            with transaction.atomic():
                receipt.save(force_insert=True)
            Occurrence.objects.filter(pk=occurrence.pk, read_at__isnull=True).update(read_at=now)
            detail = "凭邮件中的链接确认，没有登录" if way == Way.LINK else ""
            record(Act.ACKNOWLEDGE, occurrence, by=by, now=now, detail=detail)
    except IntegrityError:
        if is_known(occurrence):  # by whoever was faster
            return False
        raise
    return True


def is_known(occurrence: Occurrence) -> bool:
    """Was it acknowledged before?"""
    return Receipt.objects.filter(pk=occurrence.pk).exists()


def knock(address: str, *, now: datetime) -> None:
    """Count one use from ``address``, or ``TooOften``. Counted by a conditional UPDATE, so that none slips through."""
    address = address[:45] or NOWHERE
    rows = Knock.objects.filter(pk=address)
    if not rows.exists():
        Knock.objects.filter(began_at__lt=now - timedelta(days=1)).delete()
        Knock.objects.bulk_create([Knock(address=address, began_at=now)], ignore_conflicts=True)
    rows.filter(began_at__lte=now - MINUTE).update(times=0, began_at=now)
    if not rows.filter(times__lt=MOST_KNOCKS).update(times=F("times") + 1):
        raise TooOften
