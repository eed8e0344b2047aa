"""Handing out evidence: one answer for the page and the API."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse

from projects.errors import NotFound
from projects.ledger.models import Evidence

GONE = "文件不在存储中，请联系系统管理员从备份恢复。"


def attachment(evidence: Evidence) -> FileResponse:
    """The file as an attachment that no browser runs; ``NotFound`` (``file_lost``) when the storage has lost it."""
    stored: Any = evidence.file
    try:
        content = stored.open("rb")
    except FileNotFoundError as lost:
        raise NotFound(GONE, "file_lost") from lost
    answer = FileResponse(
        content, as_attachment=True, filename=evidence.filename, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
