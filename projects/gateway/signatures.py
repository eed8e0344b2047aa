"""Is this request signed as its client must sign, by the holder of the key, just now, and for the first time?"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from rest_framework.exceptions import AuthenticationFailed

from projects.gateway.models import ApiKey, Signing
from projects.gateway.peppers import peppers
from projects.gateway.rendering import FORM_OVERHEAD, too_large
from projects.gateway.services import remember
from projects.gateway.signing import (
    TOLERANCE,
    Envelope,
    is_genuine,
    is_signed,
    read_envelope,
    request_line,
    secret_of,
    shown,
)
from projects.gateway.weights import announced, longest_body

UNSIGNED = "该系统的请求必须签名：请带 webhook-id、webhook-timestamp、webhook-signature，签法见接口接入指南。"
MALFORMED = (
    "签名头不完整或格式不对：webhook-id 为 8 至 64 位字母、数字、- 或 _，"
    "webhook-timestamp 为秒，webhook-signature 以 v1, 开头。"
)
SKEWED = "webhook-timestamp 与服务器时间相差超过 300 秒，请校准时钟后重新签名。"
FORGED = "签名与请求不符：请核对签名密钥，以及被签的方法、路径（含查询串）与请求内容是否和发出的一致。"
REPLAYED = "这个 webhook-id 已经用过，请换一个新的编号重新签名（Idempotency-Key 保持不变）。"


def check_signature(request: HttpRequest, key: ApiKey, *, signing: str, now: datetime) -> None:
    """``AuthenticationFailed`` (401) says in Chinese what is wrong. A client that does not sign is not asked."""
    if signing == Signing.OFF:
        return
    if not is_signed(request.headers):
        if signing == Signing.REQUIRED:
            raise AuthenticationFailed(UNSIGNED)
        return
    envelope = read_envelope(request.headers)
    if envelope is None:
        raise AuthenticationFailed(MALFORMED)
    if abs(now.timestamp() - envelope.timestamp) > TOLERANCE.total_seconds():
        raise AuthenticationFailed(SKEWED)
    if not is_from_holder(request, key, envelope):
        raise AuthenticationFailed(FORGED)
    if not remember(key.account, envelope.nonce, now=now):
        raise AuthenticationFailed(REPLAYED)


def secret_shown(key: ApiKey) -> str:
    """What the holder of ``key`` signs with, as it is handed over with the key."""
    return shown(secret_of(key.public_id, peppers()[key.pepper]))


def is_from_holder(request: HttpRequest, key: ApiKey, envelope: Envelope) -> bool:
    """Made with the key's own signing secret over exactly this method, address and body?"""
    secret = secret_of(key.public_id, peppers()[key.pepper])
    line = request_line(request.method or "", request.path, iri_to_uri(request.META.get("QUERY_STRING", "")))
    return is_genuine(secret, envelope, line + body_of(request))


def body_of(request: HttpRequest) -> bytes:
    """The whole body; the parser reads it once more afterwards. Refused by its announced length before it is read."""
    is_form = (request.content_type or "").startswith("multipart/")
    longest = settings.EVIDENCE_MAX_BYTES + FORM_OVERHEAD if is_form else longest_body(request)
    if announced(request) > longest:
        raise too_large()
    body = request.read()
    rewound: Any = request
    rewound._stream, rewound._read_started = io.BytesIO(body), False
    return body
