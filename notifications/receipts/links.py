"""The signed link of a mail: it names one reminder and says until when; only its recipient's answer fits it.

``<16 bytes of the reminder><4 bytes of the last second><16 bytes of HMAC>`` in base64url: 48 characters. The recipient
stands in what is signed, not in the link: a link made for somebody else does not fit. Signed with the secret key.
"""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from projects.errors import DomainError

SALT = "luodi.receipts.link"
GOOD_FOR = timedelta(days=7)
"""After the deadline: who was away still answers, and the escalation that went out says so then."""
_MAC = 16


class BadLink(DomainError):
    """Not one of ours, or altered."""

    status = 404

    def __init__(self) -> None:
        said = "这个确认链接不完整或已被改动。请回到原邮件重新点击，或登录系统，在“提醒记录”中确认。"
        super().__init__(said, "bad_link")


class ExpiredLink(DomainError):
    """Too late."""

    status = 410

    def __init__(self) -> None:
        super().__init__("这个确认链接已过有效期。请登录系统，在“提醒记录”中打开这条提醒确认。", "expired_link")


@dataclass(frozen=True)
class Link:
    """What a link says before it is known whom it was made for."""

    occurrence: uuid.UUID
    until: datetime
    mac: bytes

    def fits(self, recipient: uuid.UUID) -> bool:
        """Was it signed for ``recipient``?"""
        return constant_time_compare(self.mac, _mac(self.occurrence, self.until, recipient))


def token(occurrence: uuid.UUID, recipient: uuid.UUID, until: datetime) -> str:
    """The word in the address."""
    body = occurrence.bytes + int(until.timestamp()).to_bytes(4, "big")
    return urlsafe_b64encode(body + _mac(occurrence, until, recipient)).decode()


def read(word: str) -> Link:
    """What the word says, or ``BadLink``. Nothing is proven yet."""
    try:
        raw = urlsafe_b64decode(word.encode("ascii"))
    except (Error, ValueError) as garbled:
        raise BadLink from garbled
    if len(raw) != 20 + _MAC or urlsafe_b64encode(raw).decode() != word:
        raise BadLink
    until = datetime.fromtimestamp(int.from_bytes(raw[16:20], "big"), tz=UTC)
    return Link(uuid.UUID(bytes=raw[:16]), until, raw[20:])


def _mac(occurrence: uuid.UUID, until: datetime, recipient: uuid.UUID) -> bytes:
    said = f"{occurrence.hex}.{int(until.timestamp())}.{recipient.hex}"
    return salted_hmac(SALT, said, algorithm="sha256").digest()[:_MAC]
