"""What a push says, and how it is signed: Standard Webhooks, ``webhook-id`` the same over every attempt."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from projects.gateway.rendering import dumps
from projects.gateway.signing import SECRET_PREFIX, shown, signature

SECRET_BYTES = 32
TEST_TYPE = "webhook.test"


def new_secret() -> str:
    """``whsec_`` and 32 random bytes: Standard Webhooks asks for 24 to 64."""
    return shown(secrets.token_bytes(SECRET_BYTES))


def body_of(at: datetime, row: Mapping[str, Any]) -> bytes:
    """``{"type", "timestamp", "data"}``: ``row`` of the feed whole; ``at``: when it happened, not when it is sent."""
    return dumps({"type": row["type"], "timestamp": at, "data": row})


def headers_of(number: str, keys: Sequence[str], body: bytes, *, now: datetime) -> dict[str, str]:
    """One signature for each secret that is live, so that the other side changes over when it likes."""
    at = int(now.timestamp())
    signatures = [signature(_bytes(key), number, at, body) for key in keys]
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "luodi-webhooks",
        "webhook-id": number,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signatures),
    }


def _bytes(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX))
