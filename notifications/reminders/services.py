"""The scan: everything due since the watermark and not recorded is told once. Never "is it today?"."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Model

from notifications.outbox import watermarks
from notifications.outbox.services import tell
from notifications.reminders.deputies import copies_of
from notifications.reminders.families import FAMILIES
from notifications.reminders.moments import is_late
from notifications.reminders.rules.base import Family, Notice
from notifications.watch.queries import Failing, failing
from notifications.watch.services import forget_failures, note_failure

HEARTBEAT = "reminders.scan"

log = structlog.get_logger(__name__)


def scan(now: datetime) -> int:
    """Tell whatever came due up to ``now``; returns how many were told. Any number may run at once, or again.

    A family whose look at one subject failed keeps its watermark, and the subject is looked at again next time.
    """
    reached, known = watermarks.reached(*(family.name for family in FAMILIES), now=now), failing()
    told, sound = 0, []
    for family in FAMILIES:
        made, failed = _scan_family(family, reached[family.name], known[family.name], now)
        told += made
        if not failed:
            sound.append(family.name)
    watermarks.advance(*sound, now=now)
    watermarks.beat(HEARTBEAT, now=now)
    return told


def _scan_family(family: Family, reached: datetime, known: Failing, now: datetime) -> tuple[int, int]:
    """How many were told, and how many subjects failed."""
    since = min(reached, known.since or now) - family.margin
    told, failed = 0, 0
    try:
        for subject in family.subjects(since, now):
            if known.aside and named(subject) in known.aside:
                continue
            made = _scan_subject(family, subject, since, now)
            told += made or 0
            failed += made is None
    except Exception as error:  # one family must not silence the others
        log.exception("reminder family failed", family=family.name)
        note_failure(family.name, "", error, now=now)
        failed += 1
    if known.since is not None:
        forget_failures(family.name, now=now)
    return told, failed


def named(subject: Any) -> str:
    """Kind and key of what a family looks at: the subject itself, or the first row that it holds."""
    held = [subject, *(getattr(subject, one.name) for one in fields(subject))] if is_dataclass(subject) else [subject]
    row = next((one for one in held if isinstance(one, Model)), None)
    return f"{row._meta.verbose_name}:{row.pk}" if row is not None else type(subject).__name__


def _scan_subject(family: Family, subject: Any, since: datetime, now: datetime) -> int | None:
    """Everything about one subject in one transaction; None when it failed."""
    try:
        with transaction.atomic():
            return sum(_tell_with_copies(notice, now) for notice in family.notices(subject, since, now))
    except Exception as error:  # one bad subject must not silence the others
        log.exception("reminder subject failed", family=family.name)
        note_failure(family.name, named(subject), error, now=now)
        return None


def _tell_with_copies(notice: Notice, now: datetime) -> int:
    """The recipient, and who stands in for the recipient today."""
    return _tell(notice, now) + sum(_tell(copy, now) for copy in copies_of(notice, now))


def _tell(notice: Notice, now: datetime) -> bool:
    letter = notice.letter()
    made = tell(
        rule=notice.rule.name,
        subject_type=notice.rule.subject_type,
        subject_id=notice.subject_id,
        slot=notice.slot,
        recipient=notice.recipient,
        due_at=notice.due_at,
        now=now,
        title=letter.title,
        text=letter.text,
        html=letter.html,
        calendar=letter.calendar,
        calendar_method=letter.calendar_method,
        url=letter.url,
        is_late=is_late(notice.due_at, now) and not notice.void_reason,
        void_reason=notice.void_reason,
    )
    if made is not None and notice.afterwards is not None:
        notice.afterwards(made)
    return made is not None and not notice.void_reason
