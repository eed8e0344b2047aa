"""What calls leave behind: the last use of a key, refusals, numbers of signed requests; and how it is forgotten."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q

from projects.audit.models import Result
from projects.audit.services import audited, record
from projects.gateway.acts import Act
from projects.gateway.models import ApiKey, IdempotencyRecord, KeyRefusal, SignedRequest
from projects.gateway.slowness import is_locked
from projects.people.models import Officer

log = logging.getLogger("luodi.gateway")

RECORDS_KEPT = timedelta(hours=48)
NONCES_KEPT = timedelta(minutes=15)  # a signature lives 300 s to either side of our clock: 10 minutes at most
REFUSALS_KEPT = timedelta(hours=24)
USE_NOTED_EVERY = timedelta(minutes=1)


def note_use(key: ApiKey, *, address: str, now: datetime) -> None:
    """Remember when and from where, at most once a minute so that reading stays reading."""
    used_from = _normal(address)
    if key.last_used_at and key.last_used_at > now - USE_NOTED_EVERY and key.last_used_from == used_from:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now)
    try:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now, last_used_from=used_from)
    except OperationalError as trouble:
        if not is_locked(trouble):
            raise
        log.warning("the use of key %s could not be noted, its call goes on", key.public_id)


def _normal(address: str) -> str | None:
    """The address as the database gives it back; nothing for what is none (a socket, a word of a proxy)."""
    try:
        caller = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(caller, "ipv4_mapped", None) or caller)


def note_refusal(*, address: str, key: ApiKey | None, reason: str, now: datetime) -> None:
    """One entry in the audit log for a refused call, at most one a minute for an address and a known key.

    Ids that belong to no key are counted together: whoever makes them up writes one entry a minute, too. Nobody is
    named as the actor: a wrong secret proves nothing about who sent it.
    """
    _note(Act.REFUSE_KEY, address=address, key=key, reason=reason, now=now)


def note_limit(*, address: str, key: ApiKey, reason: str, now: datetime) -> None:
    """The same for a call beyond the budget of its system."""
    _note(Act.LIMIT_CLIENT, address=address, key=key, reason=reason, now=now)


def _note(act: Act, *, address: str, key: ApiKey | None, reason: str, now: datetime) -> None:
    minute = now.replace(second=0, microsecond=0)
    row = KeyRefusal(address=address[:45], public_id=key.public_id if key else "", minute=minute, reason=reason)
    seen = KeyRefusal.objects.filter(address=row.address, public_id=row.public_id, minute=minute)
    if seen.exists():
        return
    try:
        with audited():
            row.save(force_insert=True)
            record(act, key, by=None, now=now, result=Result.REFUSED, detail=reason)
    except IntegrityError:
        if not seen.exists():  # not the same minute twice, but a fault of the database
            raise


def remember(account: Officer, nonce: str, *, now: datetime) -> bool:
    """Take the number of a signed request; False when it was used before. The unique key decides, not a look."""
    try:
        with transaction.atomic():
            SignedRequest.objects.create(account=account, nonce=nonce, seen_at=now)
    except IntegrityError:
        return False
    return True


def purge_records(*, now: datetime) -> int:
    """Forget what POSTs answered 48 h ago, numbers of signed requests and refusals. Returns how many answers."""
    SignedRequest.objects.filter(seen_at__lt=now - NONCES_KEPT).delete()
    KeyRefusal.objects.filter(minute__lt=now - REFUSALS_KEPT).delete()
    return IdempotencyRecord.objects.filter(started_at__lt=now - RECORDS_KEPT).delete()[0]
