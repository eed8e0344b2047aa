"""What waits for a digest, and its taking up into one: each reminder into one, whoever scans."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from notifications.outbox.models import Held, Occurrence
from notifications.outbox.services import void
from projects.errors import Conflict

DIGEST_RULE = "digest"


def pending() -> list[Held]:
    """In no digest yet, with the reminder but its words, and its recipient; the oldest first."""
    rows = Held.objects.pending().select_related("occurrence__recipient__organisation")
    words = ("occurrence__text", "occurrence__html", "occurrence__calendar")
    return list(rows.defer(*words).order_by("occurrence__due_at", "pk"))


def take_up(
    digest: Occurrence, *, listed: Sequence[Occurrence], over: Sequence[tuple[Occurrence, str]], now: datetime
) -> None:
    """In the transaction that made ``digest``: it has ``listed``; those of ``over`` have become void, and say why.

    ``Conflict`` when another digest took one of them up in the same moment: then this one is not made.
    """
    for occurrence, reason in over:
        void(occurrence.pk, reason=reason, now=now)
    _claim(digest, [one.pk for one in listed], is_listed=True)
    _claim(digest, [occurrence.pk for occurrence, _ in over], is_listed=False)


def _claim(digest: Occurrence, keys: Sequence[uuid.UUID], *, is_listed: bool) -> None:
    mine = Held.objects.filter(pk__in=keys, digest__isnull=True).update(digest=digest, is_listed=is_listed)
    if mine != len(keys):
        raise Conflict("这些提醒刚刚已由另一次扫描汇总。")
