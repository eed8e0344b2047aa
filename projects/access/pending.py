"""Between the password and the code there is no session of anybody: only this note in an anonymous one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from projects.access.limits import PENDING_FOR
from projects.people.models import Officer
from projects.rows import one_or_none

NOTE = "access_pending"
VERIFIED = "access_verified"
MUST_CHANGE = "access_must_change"
WORD = "access_word"
"""A sentence for the login page: why one is there again."""


@dataclass(frozen=True)
class Pending:
    """Who gave the password and where they were heading."""

    officer: Officer
    next: str


def note_password(request: HttpRequest, officer: Officer, *, next: str, now: datetime) -> None:
    """Remember whose password was right. A new session key: nobody may have planted the old one."""
    request.session.flush()
    request.session[NOTE] = {
        "officer": str(officer.pk),
        "stamp": officer.get_session_auth_hash(),
        "at": now.timestamp(),
        "next": next,
    }


def pending_of(request: HttpRequest, *, now: datetime) -> Pending | None:
    """Whoever is half-way in; None when nobody is, it took too long, or the account was changed meanwhile."""
    note = request.session.get(NOTE)
    if not note or now.timestamp() - note["at"] > PENDING_FOR.total_seconds():
        return None
    officer = one_or_none(Officer.objects.filter(pk=note["officer"], is_active=True).select_related("organisation"))
    if officer is None or not constant_time_compare(note["stamp"], officer.get_session_auth_hash()):
        return None
    return Pending(officer, note["next"])
