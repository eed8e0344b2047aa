"""Copies for who stands in: while a deputy runs, what is told to the principal is told to the deputy as well.

A copy is an occurrence of its own. Its slot is the original's with a mark of the principal, so that it is unique even
where the deputy is told of the same thing in his own right, and so that the last check can be made as the principal's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db.models import Q
from django.utils.html import format_html

from notifications.outbox.models import Occurrence
from notifications.reminders.moments import local_day
from notifications.reminders.rules.base import Letter, Notice, Rule
from projects.ledger.models import Deputy
from projects.people.models import Officer

MARK = "@"
MARK_LENGTH = 12
"""Hexadecimal digits of the principal's key: a slot has room for 40 characters."""
OVER = "代理已结束"


def copies_of(notice: Notice, now: datetime) -> Iterator[Notice]:
    """One for each who stands in for the recipient today; none where the family says nothing to deputies."""
    if notice.for_deputy is None or notice.void_reason:
        return
    running = Deputy.objects.running_on(local_day(now)).filter(principal=notice.recipient, deputy__is_active=True)
    for one in running.select_related("principal", "deputy"):
        slot = f"{notice.slot}{MARK}{_mark(one.principal)}"
        yield replace(notice, slot=slot, recipient=one.deputy, letter=partial(_copy, notice.for_deputy, one))


def copy_slots(occurrence: Occurrence) -> Q:
    """The condition on the slots of its copies."""
    return Q(slot=f"{occurrence.slot}{MARK}{_mark(occurrence.recipient)}")


def _mark(principal: Officer) -> str:
    return principal.pk.hex[:MARK_LENGTH]


def _copy(letter_to: Callable[[Officer], Letter], one: Deputy) -> Letter:
    """The letter as the deputy may read it, with a sentence that says whom he stands in for."""
    letter = letter_to(one.deputy)
    sentence = f"您正在代理{one.principal}（至 {one.valid_to}），此件同时抄送给您。"
    html = format_html("<p>{}</p>", sentence) + letter.html if letter.html else ""
    title = f"{letter.title}（代理{one.principal}）"
    return replace(letter, title=title, text=f"{sentence}\n\n{letter.text}", html=html)


def rechecked(rule: Rule) -> Callable[[Occurrence, datetime], str]:
    """The rule's last check. A copy goes out only while the deputy runs and the original would go out too."""

    def why_void(occurrence: Occurrence, now: datetime) -> str:
        if MARK not in occurrence.slot:
            return rule.why_void(occurrence, now)
        principal = _principal(occurrence, now)
        return OVER if principal is None else rule.why_void(_original(occurrence, principal), now)

    return why_void


def _principal(occurrence: Occurrence, now: datetime) -> Officer | None:
    mark = occurrence.slot.rpartition(MARK)[2]
    running = Deputy.objects.running_on(local_day(now)).filter(deputy=occurrence.recipient_id)
    return next((one.principal for one in running.select_related("principal") if _mark(one.principal) == mark), None)


def _original(occurrence: Occurrence, principal: Officer) -> Occurrence:
    """What was told to the principal; read only, never saved."""
    return Occurrence(
        rule=occurrence.rule,
        subject_type=occurrence.subject_type,
        subject_id=occurrence.subject_id,
        slot=occurrence.slot.rpartition(MARK)[0],
        recipient=principal,
        due_at=occurrence.due_at,
        created_at=occurrence.created_at,
    )
