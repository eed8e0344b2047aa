"""No request that acts goes by without an entry: what the services did not record, the door records.

A refused act was rolled back with its transaction, so its entry is written here, afterwards, in one of its own.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from projects.addresses import address_of
from projects.audit.acts import Act
from projects.audit.doorways import is_quiet, reason_of, room_of
from projects.audit.models import Channel, Entry, Result
from projects.audit.services import Unrecorded, audited, is_recorded, lock_head, note
from projects.audit.sources import Source, coming_from
from projects.audit.strictness import Writes, watching

log = logging.getLogger("luodi.audit")

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
REFUSED_READS = frozenset({403, 404})
READS_A_MINUTE = 60
"""Refused reads of one officer that are recorded one by one; what exceeds them leaves one entry a minute."""


class AuditMiddleware:
    """Names the source of everything a request does, and records how it ended where nothing else did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        source = Source(channel_of(request), address_of(request.META), secrets.token_hex(8))
        with coming_from(source), watching(settings.AUDIT_STRICT and request.method not in SAFE) as writes:
            response = self.get_response(request)
            _settle(request, response, source, writes)
        return response


def channel_of(request: HttpRequest) -> str:
    """By the address of the door."""
    if request.path.startswith("/api/"):
        return Channel.API
    return Channel.BACKOFFICE if request.path.startswith(f"/{settings.BACKOFFICE_PATH}") else Channel.WEB


def _settle(request: HttpRequest, response: HttpResponse, source: Source, writes: Writes) -> None:
    refused = response.status_code >= 400
    try:
        if is_recorded(source, refused=refused):
            return
        if not refused:
            writes.complain(f"{request.method} {request.path}")
        if is_noteworthy(request, response):
            _record(request, response)
    except (DatabaseError, Unrecorded):
        # nothing was done that this entry could prove; what was refused stays refused
        log.exception("a refused or unchanged request could not be recorded: %s", request.path)


def is_noteworthy(request: HttpRequest, response: HttpResponse) -> bool:
    """Everything a known officer sends, and what somebody known was refused. Strangers are the login's business."""
    if not request.user.is_authenticated or (is_quiet(request) and response.status_code < 400):
        return False
    return request.method not in SAFE or response.status_code in REFUSED_READS


def _record(request: HttpRequest, response: HttpResponse) -> None:
    now = timezone.now()
    if request.method not in SAFE:
        with audited():
            _note(Act.WRITE, request, response, now)
        return
    if _refused_lately(request, now) > READS_A_MINUTE:
        return
    with audited():
        lock_head()  # so that the number below is exact
        refused = _refused_lately(request, now)
        if refused < READS_A_MINUTE:
            _note(Act.READ, request, response, now)
        elif refused == READS_A_MINUTE:
            detail = f"一分钟内被拒绝的访问超过 {READS_A_MINUTE} 次，这一分钟内其余的不再逐条记录"
            who, act = request.user, Act.FLOOD
            note(act.value, act.label, by=who, now=now, result=Result.REFUSED, detail=detail, name="多个页面")


def _refused_lately(request: HttpRequest, now: datetime) -> int:
    """Entries of this minute about what the officer was refused to read."""
    begun = now.replace(second=0, microsecond=0)
    mine = Entry.objects.filter(actor=request.user.get_username(), at__gte=begun, at__lt=begun + timedelta(minutes=1))
    return mine.filter(action__in=(Act.READ, Act.FLOOD)).count()


def _note(act: Act, request: HttpRequest, response: HttpResponse, now: datetime) -> None:
    label = f"{act.label}：{room_of(request)}"
    detail = reason_of(request, response)
    name = f"{request.method} {request.path}"
    note(act.value, label, by=request.user, now=now, result=_result(response), detail=detail, name=name)


def _result(response: HttpResponse) -> str:
    if response.status_code >= 500:
        return Result.FAILED
    return Result.REFUSED if response.status_code >= 400 else Result.DONE
