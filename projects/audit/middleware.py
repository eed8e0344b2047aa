"""No request that acts goes by without an entry: what the services did not record, the door records.

A refused act was rolled back with its transaction, so its entry is written here, afterwards, in one of its own.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from projects.addresses import address_of
from projects.audit.models import Channel, Result
from projects.audit.services import record_alone
from projects.audit.sources import Source, coming_from

log = logging.getLogger(__name__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
REFUSED_READS = frozenset({403, 404})


class AuditMiddleware:
    """Names the source of everything a request does, and records how it ended where nothing else did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        source = Source(channel_of(request), address_of(request.META), secrets.token_hex(8))
        with coming_from(source):
            response = self.get_response(request)
            if not source.recorded and is_noteworthy(request, response):
                _record(request, response)
        return response


def channel_of(request: HttpRequest) -> str:
    """By the address of the door."""
    if request.path.startswith("/api/"):
        return Channel.API
    return Channel.BACKOFFICE if request.path.startswith(f"/{settings.BACKOFFICE_PATH}") else Channel.WEB


def is_noteworthy(request: HttpRequest, response: HttpResponse) -> bool:
    """Everything a known officer sends, and what somebody known was refused. Strangers are the login's business."""
    if not request.user.is_authenticated or request.resolver_match is None:
        return False
    return request.method not in SAFE or response.status_code in REFUSED_READS


def _record(request: HttpRequest, response: HttpResponse) -> None:
    refusal: Any = getattr(request, "refusal", None)
    match = request.resolver_match
    assert match is not None  # is_noteworthy asked
    try:
        record_alone(
            f"{request.method} {match.view_name}"[:40],
            "访问" if request.method in SAFE else "提交",
            by=request.user,
            now=timezone.now(),
            result=_result(response),
            detail=str(getattr(refusal, "detail", "") or f"HTTP {response.status_code}"),
            name=request.path,
        )
    except DatabaseError:
        # nothing was done that this entry could prove; what was refused stays refused
        log.exception("a refused or unchanged request could not be recorded: %s", request.path)


def _result(response: HttpResponse) -> str:
    if response.status_code >= 500:
        return Result.FAILED
    return Result.REFUSED if response.status_code >= 400 else Result.DONE
