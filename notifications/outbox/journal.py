"""The journal mailbox: a Maildir into which the relay copies every mail it took. It answers what SMTP cannot."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path

from django.conf import settings

_HEADERS = BytesHeaderParser(policy=policy.compat32)
_CLOCKS_DIFFER = timedelta(hours=12)
"""A relay in a closed network may well be set eight hours wrong; a copy overlooked here would be sent again."""


def folder() -> Path | None:
    """The Maildir that was named as the journal, which ``serve`` does for its demo server; None when unreadable.

    Never guessed: a Maildir that the server in use does not fill would have every uncertain mail sent again.
    """
    path = Path(settings.MAIL_JOURNAL) if settings.MAIL_JOURNAL else None
    return path if path and (path / "new").is_dir() else None


def message_ids(maildir: Path, *, since: datetime) -> set[str]:
    """Message-IDs of the mails filed since ``since`` (by the relay's clock, which may be far off)."""
    earliest = (since - _CLOCKS_DIFFER).timestamp()
    return {_message_id(file) for part in ("new", "cur") for file in _files(maildir / part, earliest)}


def _files(part: Path, earliest: float) -> list[Path]:
    if not part.is_dir():
        return []
    return [file for file in part.iterdir() if file.is_file() and file.stat().st_mtime >= earliest]


def _message_id(file: Path) -> str:
    with file.open("rb") as stream:
        return str(_HEADERS.parse(stream)["Message-ID"] or "").strip()
