"""Signatures of requests and pushes (Standard Webhooks, HMAC-SHA256): docs/api-guide.md 1.2 and 10."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import uuid
from typing import Mapping
from urllib.parse import quote, unquote

PREFIX = "whsec_"
TOLERANCE = 300
LONGEST_MOMENT = 11  # digits of a time in seconds


def signed(
    secret: str, method: str, path: str, query: str, body: bytes, *, number: str = "", now: int = 0
) -> dict[str, str]:
    """The three headers over exactly this request; a new number each time, also for a repeated one.

    ``secret``: ``whsec_…`` as shown with the key. ``path``: as sent, without the query. ``now``: Unix seconds.
    """
    number, moment = number or uuid.uuid4().hex, str(now or int(time.time()))
    line = f"{method} {quote(unquote(path))}{'?' if query else ''}{query}\n"
    key = base64.b64decode(secret[len(PREFIX) :] if secret.startswith(PREFIX) else secret)
    mac = hmac.new(key, f"{number}.{moment}.{line}".encode() + body, hashlib.sha256)
    return {
        "webhook-id": number,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(mac.digest()).decode(),
    }


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, *, now: int = 0) -> bool:
    """Is this push from the server, over exactly these bytes, and no more than five minutes old or ahead?

    ``headers`` by lower-case name; one of several signatures is enough while a secret is changed.
    """
    number, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not secret:
        raise ValueError("没有签名密钥，无法核对推送")
    if (
        not (moment.isascii() and moment.isdigit() and len(moment) <= LONGEST_MOMENT)
        or abs((now or int(time.time())) - int(moment)) > TOLERANCE
    ):
        return False
    key = base64.b64decode(secret[len(PREFIX) :] if secret.startswith(PREFIX) else secret)
    mac = hmac.new(key, f"{number}.{moment}.".encode() + body, hashlib.sha256)
    expected = "v1," + base64.b64encode(mac.digest()).decode()
    return any(
        hmac.compare_digest(expected.encode(), one.encode()) for one in headers.get("webhook-signature", "").split()
    )
