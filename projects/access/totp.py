"""Codes that change every 30 seconds (RFC 6238, SHA-1, six digits: what every authenticator program speaks)."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

import segno
from django_otp.oath import hotp

STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1
"""Steps that a telephone's clock may be early or late."""
SECRET_BYTES = 20


def new_secret() -> str:
    """160 random bits in base32, as authenticator programs take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(now: datetime) -> int:
    """The number of the 30-second step of ``now``."""
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """The six digits of ``secret`` in ``step``."""
    return f"{hotp(base64.b32decode(secret), step, DIGITS):0{DIGITS}d}"


def step_of(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The step that ``code`` belongs to, within the tolerance and later than ``after``; None when to none."""
    present = step_at(now)
    found = None
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        same = secrets.compare_digest(code_of(secret, step).encode(), code.encode())
        if same and step > after:
            found = step
    return found


def address_of(secret: str, *, username: str, issuer: str) -> str:
    """The otpauth: address that the picture holds."""
    asked = {"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{quote(f'{issuer}:{username}')}?{urlencode(asked)}"


def picture_of(address: str) -> str:
    """``address`` as a QR code: a data: address of an SVG, loaded from nowhere."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=2, omitsize=False))
