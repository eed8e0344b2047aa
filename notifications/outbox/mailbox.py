"""Reading the Maildir of the local mail server of demo mode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_HEADERS = BytesHeaderParser(policy=policy.default)


@dataclass(frozen=True)
class Envelope:
    """One line of the list."""

    key: str
    subject: str
    recipient: str
    received_at: datetime


@dataclass(frozen=True)
class Part:
    """One attachment. ``index`` counts the attachments of the message from 0."""

    index: int
    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One message, taken apart."""

    key: str
    headers: list[tuple[str, str]]
    subject: str
    recipient: str
    text: str
    html: str
    calendar: str
    parts: list[Part]
    received_at: datetime


def _files() -> list[Path]:
    """Every message file, the latest first."""
    found = [file for part in ("new", "cur") for file in Path(settings.DEMO_MAILDIR, part).glob("*") if file.is_file()]
    return sorted(found, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)


def _key(file: Path) -> str:
    """The unique part of a Maildir name, without the flags after the colon."""
    return file.name.partition(":")[0]


def _received_at(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())


def count() -> int:
    """How many messages arrived."""
    return len(_files())


def envelopes(*, person: str = "", limit: int = 200) -> list[Envelope]:
    """The latest messages, those whose recipient line holds ``person``."""
    rows = (_envelope(file) for file in _files())
    wanted = (row for row in rows if person.casefold() in row.recipient.casefold())
    return [row for row, _ in zip(wanted, range(limit), strict=False)]


def _envelope(file: Path) -> Envelope:
    with file.open("rb") as stream:
        headers = _HEADERS.parse(stream)
    return Envelope(_key(file), str(headers["Subject"] or ""), str(headers["To"] or ""), _received_at(file))


def letter(key: str) -> Letter | None:
    """The message with this key; None when there is none. The key is only ever compared, never used as a path."""
    file = next((file for file in _files() if _key(file) == key), None)
    if file is None:
        return None
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Letter(
        key=key,
        headers=[(name, str(value)) for name, value in message.items()],
        subject=str(message["Subject"] or ""),
        recipient=str(message["To"] or ""),
        text=_words(message, "text/plain"),
        html=_words(message, "text/html"),
        calendar=_words(message, "text/calendar"),
        parts=[_part(index, part) for index, part in enumerate(message.iter_attachments())],
        received_at=_received_at(file),
    )


def _words(message: EmailMessage, kind: str) -> str:
    """The first part of this kind that is not an attachment."""
    inline = (part for part in message.walk() if part.get_content_type() == kind and not part.is_attachment())
    found = next(inline, None)
    return str(found.get_content()) if found is not None else ""


def _part(index: int, part: EmailMessage) -> Part:
    content = part.get_payload(decode=True)
    name = part.get_filename() or f"part-{index}"
    return Part(index, name, part.get_content_type(), content if isinstance(content, bytes) else b"")
