"""Sessions: who is signed in where, until when."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from projects.access.acts import Act
from projects.access.limits import SEEN_EVERY
from projects.access.models import SignIn
from projects.access.queries import idle, whole
from projects.audit.services import audited, record
from projects.errors import NotFound
from projects.people.models import Officer


def key_of(session_key: str) -> str:
    """What is kept of a session's key."""
    return hashlib.sha256(session_key.encode()).hexdigest()


@audited()
def sign_in(officer: Officer, session_key: str, *, address: str, agent: str, how: str, now: datetime) -> SignIn:
    """A session begins. Where one is all an officer may have, the others end."""
    ended = end_open(officer, now=now) if settings.ONE_SESSION else 0
    begun = _begin(officer, session_key, address=address, agent=agent, now=now)
    detail = f"{how}；其他会话{ended}个已结束" if ended else how
    record(Act.SIGN_IN, officer, by=officer, now=now, detail=detail)
    return begun


def _begin(officer: Officer, session_key: str, *, address: str, agent: str, now: datetime) -> SignIn:
    row = SignIn(
        key=key_of(session_key), officer=officer, started_at=now, last_seen_at=now, address=address[:45],
        agent=agent[:200],
    )  # fmt: skip
    SignIn.objects.bulk_create([row], ignore_conflicts=True)
    return row


def is_held(officer: Officer, session_key: str, *, address: str, agent: str, now: datetime) -> bool:
    """Does this session still hold? That it is in use is written down once a minute.

    A session that has no row yet, begun by a test or by an older release, gets one.
    """
    row = SignIn.objects.filter(key=key_of(session_key)).first()
    if row is None:
        _begin(officer, session_key, address=address, agent=agent, now=now)
        return True
    if row.officer_id != officer.pk or row.ended_at is not None:
        return False
    if row.last_seen_at <= now - idle() or row.started_at <= now - whole():
        SignIn.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=now)
        return False
    if row.last_seen_at <= now - SEEN_EVERY:
        SignIn.objects.filter(pk=row.pk, last_seen_at__lt=now).update(last_seen_at=now)
    return True


@audited()
def sign_out(officer: Officer, session_key: str, *, by: Officer | None, now: datetime) -> None:
    """The session ends."""
    SignIn.objects.filter(key=key_of(session_key), ended_at__isnull=True).update(ended_at=now)
    record(Act.SIGN_OUT, officer, by=by, now=now)


@audited()
def end_own(officer: Officer, key: str, *, by: Officer, now: datetime) -> None:
    """End one of the own sessions elsewhere, by its digest. ``NotFound`` when it is none of them."""
    if SignIn.objects.filter(Q(ended_at__isnull=True), key=key, officer=officer).update(ended_at=now) == 0:
        raise NotFound("这个登录会话已结束。")
    record(Act.END_SESSIONS, officer, by=by, now=now, detail="本人结束1个会话")


def carry_over(old: str, new: str) -> None:
    """The session goes on under a new key. It is the same session: nothing to record."""
    SignIn.objects.filter(key=key_of(old)).update(key=key_of(new))


def end_open(officer: Officer, *, now: datetime, besides: str = "") -> int:
    """End the officer's sessions, except the one with the key ``besides``; how many. A part of other services."""
    kept = key_of(besides) if besides else ""
    return SignIn.objects.filter(officer=officer, ended_at__isnull=True).exclude(key=kept).update(ended_at=now)
