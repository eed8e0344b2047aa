"""Signatures of requests (Standard Webhooks, HMAC-SHA256): docs/api-guide.md 1.2."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import uuid
from urllib.parse import quote, unquote

PREFIX = "whsec_"


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
