"""A POST that is sent twice acts once: ``Idempotency-Key``.

First the key is claimed by a row of its own, committed at once: whoever comes second sees it. The answer is written
into that row in the same transaction as the work and its entries in the audit log. A refused request leaves no row. A
request that died leaves a row without an answer; after its lease anyone may take it over, and the dead one, should it
wake, finds its lease gone and is rolled back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from projects.audit.services import audited
from projects.errors import Conflict
from projects.gateway.models import IdempotencyRecord
from projects.gateway.refusals import Refusal
from projects.gateway.rendering import dumps
from projects.people.models import Officer

LEASE = timedelta(seconds=60)
LONGEST_KEY = 255
KEPT_HEADERS = ("ETag", "Location")
Handler = Callable[..., Response]


def once(handler: Handler) -> Callable[..., HttpResponse]:
    """Wrap the handler of a POST that creates or acts."""

    @wraps(handler)
    def guarded(door: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        record = claim(request, key_of(request), fingerprint_of(request), now=timezone.now())
        if record.status is not None:
            return answer(record, replayed=True)
        try:
            with audited():
                keep(record, handler(door, request, *args, **kwargs))
        except BaseException:
            IdempotencyRecord.objects.filter(pk=record.pk, lease=record.lease, status__isnull=True).delete()
            raise
        return answer(record, replayed=False)

    guarded.acts_once = True  # type: ignore[attr-defined]
    return guarded


def key_of(request: Request) -> str:
    """The caller's key for this request."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Refusal(
            400, "idempotency_key_required", "请在 Idempotency-Key 中给出本次请求的唯一编号，重试时保持不变。"
        )
    if len(key) > LONGEST_KEY:
        raise Refusal(400, "idempotency_key_invalid", f"Idempotency-Key 最长 {LONGEST_KEY} 个字符，请缩短后重试。")
    return key


def fingerprint_of(request: Request) -> str:
    """SHA-256 over method, address and body; of a form, over its values and the hash of each file."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        form = cast(QueryDict, request.data)
        for name in sorted(form):
            for value in form.getlist(name):
                digest.update(dumps([name, sum_of(value) if isinstance(value, UploadedFile) else value]))
    else:
        digest.update(request.body)
    return digest.hexdigest()


def sum_of(file: UploadedFile) -> str:
    """SHA-256 of an upload, read in pieces, left at its beginning."""
    digest = hashlib.sha256(str(file.name).encode())
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def claim(request: Request, key: str, fingerprint: str, *, now: datetime) -> IdempotencyRecord:
    """The record this request now holds, or the answered one to replay."""
    mine = IdempotencyRecord(account=cast(Officer, request.user), key=key, fingerprint=fingerprint, started_at=now)
    try:
        with transaction.atomic():
            mine.save(force_insert=True)
    except IntegrityError:
        return take_over(mine, now=now)
    return mine


def take_over(mine: IdempotencyRecord, *, now: datetime) -> IdempotencyRecord:
    """Somebody was here before: replay, refuse, or continue where a dead request stopped."""
    known = IdempotencyRecord.objects.filter(account_id=mine.account_id, key=mine.key).first()
    if known is None:  # refused or purged between our two statements
        raise in_flight()
    if known.fingerprint != mine.fingerprint:
        raise Refusal(422, "idempotency_mismatch", "这个 Idempotency-Key 已用于另一请求，请换一个新的编号。")
    if known.status is not None:
        return known
    stuck = IdempotencyRecord.objects.filter(pk=known.pk, lease=known.lease, status__isnull=True)
    if not stuck.filter(started_at__lte=now - LEASE).update(lease=mine.lease, started_at=now):
        raise in_flight()
    mine.pk = known.pk
    return mine


def in_flight() -> Conflict:
    """The same request is being worked on."""
    return Conflict("同一请求正在处理，请稍候用同一 Idempotency-Key 重试。", "idempotency_in_flight")


def keep(record: IdempotencyRecord, response: Response) -> None:
    """Write the answer, inside the transaction of the work; without the lease the work is undone."""
    record.status = response.status_code
    record.body = dumps(response.data).decode()
    record.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    held = IdempotencyRecord.objects.filter(pk=record.pk, lease=record.lease)
    if not held.update(status=record.status, body=record.body, headers=record.headers):
        raise in_flight()


def answer(record: IdempotencyRecord, *, replayed: bool) -> HttpResponse:
    """The stored bytes."""
    response = HttpResponse(record.body.encode(), status=record.status, content_type="application/json")
    for name, value in record.headers.items():
        response[name] = value
    if replayed:
        response["Idempotent-Replayed"] = "true"
    return response
