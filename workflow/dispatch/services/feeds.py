"""Addresses of personal calendars: made and revoked by the person, and nobody else."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from projects.audit.services import audited, note
from projects.errors import Conflict, Invalid, NotFound
from projects.lines import check_line
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import CalendarFeed

MOST_FEEDS = 5
LONGEST_LABEL = 20
_BYTES = 32


def digest_of(token: str) -> str:
    """What is kept of a token: it is random and long, so that its SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


@audited()
def create_feed(label: str, *, by: Officer, now: datetime) -> tuple[CalendarFeed, str]:
    """A new address for the own calendar, with its token: it is shown this once."""
    text = check_line(label, "用途", "label")
    if not text or len(text) > LONGEST_LABEL:
        raise Invalid(f"请写明用在哪里（如：手机、办公电脑），不超过{LONGEST_LABEL}个字。", "label")
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    if CalendarFeed.objects.live().filter(officer=by).count() >= MOST_FEEDS:
        raise Conflict(f"最多同时有{MOST_FEEDS}个订阅地址，请先停用不用的。")
    token = secrets.token_urlsafe(_BYTES)
    feed = CalendarFeed.objects.create(officer=by, label=text, digest=digest_of(token), created_at=now)
    note("dispatch.feed", "创建日历订阅", feed, by=by, now=now, detail=text)
    return feed, token


@audited()
def revoke_feed(feed_id: UUID, *, by: Officer, now: datetime) -> CalendarFeed:
    """The address answers no longer, at once."""
    feed = one_or_none(CalendarFeed.objects.select_for_update(no_key=True).filter(pk=feed_id, officer=by))
    if feed is None:
        raise NotFound("没有找到这个订阅地址，请刷新页面。")
    if feed.revoked_at is not None:
        raise Conflict("这个订阅地址已经停用。")
    feed.revoked_at = now
    feed.save(update_fields=["revoked_at"])
    note("dispatch.feed_revoked", "停用日历订阅", feed, by=by, now=now, detail=feed.label)
    return feed


def mark_read(feed_id: UUID, *, on: date) -> None:
    """Last read on that day: at most one write a day, and no deed of anybody."""
    CalendarFeed.objects.filter(pk=feed_id).filter(Q(read_on=None) | Q(read_on__lt=on)).update(read_on=on)
