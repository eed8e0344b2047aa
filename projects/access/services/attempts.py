"""Counting tries. A try is taken by a conditional UPDATE before the password is looked at, so that guesses sent at
once are counted one by one; it is given back when it was right.

These counters are no acts of anybody: what is recorded are the failures and the locks, within bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import F, Q
from django.utils import timezone

from projects.access.acts import Act
from projects.access.limits import (
    DAY,
    KNOWN_FOR,
    LOCKED_FOR,
    MOST_NOTED,
    MOST_TRIES,
    MOST_TRIES_A_DAY,
    NOTED_EVERY,
)
from projects.access.models import Factor, LoginAttempt, LoginAttemptQuerySet
from projects.audit.models import Result
from projects.audit.services import record_alone
from projects.errors import DomainError

EVERYWHERE = ""
NOWHERE = "unknown"


class Locked(DomainError):
    """Too many tries; says how long and whom to ask."""

    status = 429


@dataclass(frozen=True)
class Door:
    """What is tried, on which account, from where."""

    factor: str
    username: str
    address: str

    @classmethod
    def of(cls, factor: str, username: str, address: str) -> Door:
        """One name for all spellings of an account; callers without an address share one."""
        return cls(factor, username.strip().lower()[:64], address[:45] or NOWHERE)


def take_try(door: Door, *, now: datetime) -> None:
    """Take one of the tries that ``door`` has left, or raise ``Locked``."""
    rows = {row.address: row for row in _rows(door, door.address, EVERYWHERE)}
    here, everywhere = rows.get(door.address), rows.get(EVERYWHERE)
    is_known = here is not None and _is_known(here, now)
    if here and here.tries >= MOST_TRIES and here.last_at > now - LOCKED_FOR:
        raise _locked(here, here.last_at + LOCKED_FOR, now)
    if not is_known and not _take(door, everywhere, EVERYWHERE, MOST_TRIES_A_DAY, DAY, now):
        row = _rows(door, EVERYWHERE).get()
        raise _locked(row, row.began_at + DAY, now)
    if not _take(door, here, door.address, MOST_TRIES, LOCKED_FOR, now):
        raise _locked(_rows(door, door.address).get(), now + LOCKED_FOR, now)


def _rows(door: Door, *addresses: str) -> LoginAttemptQuerySet:
    return LoginAttempt.objects.filter(factor=door.factor, username=door.username, address__in=addresses)


def _take(door: Door, row: LoginAttempt | None, address: str, most: int, window: timedelta, now: datetime) -> bool:
    """One more in ``window``. The day of all addresses runs from its first try, the pair's half-hour from its last."""
    if row is None:
        fresh = LoginAttempt(factor=door.factor, username=door.username, address=address, began_at=now, last_at=now)
        LoginAttempt.objects.bulk_create([fresh], ignore_conflicts=True)
    rows = _rows(door, address)
    over = Q(began_at__lte=now - window) if address == EVERYWHERE else Q(last_at__lte=now - window)
    rows.filter(over).update(tries=0, began_at=now)
    return rows.filter(tries__lt=most).update(tries=F("tries") + 1, last_at=now) == 1


def give_back(door: Door, *, now: datetime) -> None:
    """It was right: the pair starts anew and its address is the owner's own; of all addresses' tries only this one is
    given back, if it was taken there."""
    here = _rows(door, door.address).first()
    if here is None or not _is_known(here, now):
        _rows(door, EVERYWHERE).filter(tries__gt=0).update(tries=F("tries") - 1)
    _rows(door, door.address).update(tries=0, succeeded_at=now)


def _is_known(row: LoginAttempt, now: datetime) -> bool:
    """Has the owner signed in from there?"""
    return row.succeeded_at is not None and row.succeeded_at > now - KNOWN_FOR


def note_failure(door: Door, act: Act, *, now: datetime, by: object = None, detail: str = "") -> None:
    """One entry, and one more when that was the last try. A flood from one address is noted up to a bound."""
    if not may_note(door.address, now=now):
        return
    record_alone(act.value, act.label, by=by, now=now, result=Result.REFUSED, detail=detail, name=door.username)
    row = _rows(door, door.address).first()
    if row is not None and row.tries >= MOST_TRIES:
        _note_lock(row, row.last_at + LOCKED_FOR, now)


def may_note(address: str, *, now: datetime) -> bool:
    """Is there room for another entry about ``address`` in this minute?"""
    note = Door(Factor.NOTE, "", address)
    return _take(note, _rows(note, address).first(), address, MOST_NOTED, NOTED_EVERY, now)


def _locked(row: LoginAttempt, until: datetime, now: datetime) -> Locked:
    _note_lock(row, until, now)
    minutes = max(ceil((until - now).total_seconds() / 60), 1)
    wait = f"{minutes}分钟" if minutes < 120 else f"{ceil(minutes / 60)}小时"
    what = "密码" if row.factor == Factor.PASSWORD else "动态码"
    return Locked(
        f"{what}连续输错次数过多，这个账号已暂停从这里登录。请{wait}后再试，或联系安全管理员解除锁定。", "locked"
    )


def _note_lock(row: LoginAttempt, until: datetime, now: datetime) -> None:
    """At most one entry a minute about one pair."""
    due = Q(noted_at__isnull=True) | Q(noted_at__lte=now - NOTED_EVERY)
    if LoginAttempt.objects.filter(due, pk=row.pk).update(noted_at=now) == 0 or not may_note(row.address, now=now):
        return
    detail = (
        f"{'全部陌生地址' if row.address == EVERYWHERE else row.address}，至{timezone.localtime(until):%Y-%m-%d %H:%M}"
    )
    record_alone(
        Act.LOCK.value, Act.LOCK.label, by=None, now=now, result=Result.REFUSED, detail=detail, name=row.username
    )
