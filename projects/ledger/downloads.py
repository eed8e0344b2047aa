"""Handing out evidence: one answer for the page and the API."""

from __future__ import annotations

from typing import IO, Any

from django.http import FileResponse

from projects.errors import NotFound
from projects.ledger.models import Evidence

GONE = "文件不在存储中，请联系系统管理员从备份恢复。"
NOT_SHOWN = "这种文件不能在网页中预览，请下载后用原软件打开。"
SEALED = "sandbox; default-src 'none'"
LOOKED_AT = f"{SEALED}; frame-ancestors 'self'"
"""Chromium shows a PDF in this too; a browser that does not leaves the download beside it."""


def attachment(evidence: Evidence) -> FileResponse:
    """The file as an attachment that no browser runs; ``NotFound`` (``file_lost``) when the storage has lost it."""
    answer = FileResponse(
        _content(evidence), as_attachment=True, filename=evidence.filename, content_type="application/octet-stream"
    )
    answer["Content-Security-Policy"] = SEALED
    return _sealed(answer)


def preview(evidence: Evidence) -> FileResponse:
    """A picture or PDF for looking at, under its own checked type; ``NotFound`` for any other file."""
    if not evidence.is_viewable:
        raise NotFound(NOT_SHOWN, "no_preview")
    answer = FileResponse(_content(evidence), filename=evidence.filename, content_type=evidence.content_type)
    answer["Content-Security-Policy"] = LOOKED_AT
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return _sealed(answer)


def _content(evidence: Evidence) -> IO[bytes]:
    stored: Any = evidence.file
    try:
        content: IO[bytes] = stored.open("rb")
    except FileNotFoundError as lost:
        raise NotFound(GONE, "file_lost") from lost
    return content


def _sealed(answer: FileResponse) -> FileResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
