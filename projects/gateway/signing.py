"""Signatures of requests after Standard Webhooks: HMAC-SHA256 over ``id.timestamp.content``. Pure (ADR 0008).

The content is the request line and the body, ``POST /api/v1/projects/?x=1\\n`` + bytes, so that a signature holds for
one route only. The secret is derived from the pepper: nothing of it is stored, and the key alone does not give it away.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

TOLERANCE = timedelta(seconds=300)
SECRET_PREFIX = "whsec_"  # noqa: S105 - the mark of every such secret (Standard Webhooks)
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
MOST_SIGNATURES = 8  # a sender that changes its secret signs with two
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_TIMESTAMP = re.compile(r"\d{1,11}")


@dataclass(frozen=True)
class Envelope:
    """What the three headers say."""

    nonce: str
    timestamp: int
    signatures: tuple[str, ...]


def secret_of(public_id: str, pepper: str) -> bytes:
    """The 32 bytes with which requests under the key ``public_id`` are signed."""
    own = hmac.digest(pepper.encode(), b"luodi request signing v1", hashlib.sha256)
    return hmac.digest(own, public_id.encode(), hashlib.sha256)


def shown(secret: bytes) -> str:
    """The secret as its user gets it; libraries of Standard Webhooks take it as it is."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def request_line(method: str, path: str, query: str) -> bytes:
    """The first line of the signed content.

    ``path``: decoded; it is signed with everything but letters, digits and ``-._~/`` percent-encoded, whatever the
    sender or a proxy encoded on the way. ``query``: as it stands behind the question mark.
    """
    return f"{method} {quote(path)}{'?' if query else ''}{query}\n".encode()


def signature(secret: bytes, nonce: str, timestamp: int, content: bytes) -> str:
    """``v1,<base64>`` over ``nonce.timestamp.content``."""
    mac = hmac.new(secret, f"{nonce}.{timestamp}.".encode() + content, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def is_genuine(secret: bytes, envelope: Envelope, content: bytes) -> bool:
    """Is one of the signatures ours over this content?"""
    expected = signature(secret, envelope.nonce, envelope.timestamp, content).encode()
    return any([hmac.compare_digest(expected, one.encode()) for one in envelope.signatures])


def is_signed(headers: Mapping[str, str]) -> bool:
    """Does the request carry any of the three headers?"""
    return any(headers.get(name) for name in HEADERS)


def read_envelope(headers: Mapping[str, str]) -> Envelope | None:
    """The three headers, or nothing when one is missing or malformed."""
    nonce, timestamp, signatures = (str(headers.get(name) or "").strip() for name in HEADERS)
    if not (_NONCE.fullmatch(nonce) and timestamp.isascii() and _TIMESTAMP.fullmatch(timestamp)):
        return None
    parts = tuple(signatures.split())
    if not 1 <= len(parts) <= MOST_SIGNATURES:
        return None
    return Envelope(nonce, int(timestamp), parts)
