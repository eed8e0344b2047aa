"""Handing out copies and attachments: as files that no browser runs."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import FileResponse

from projects.errors import NotFound
from projects.ledger.downloads import GONE, LOOKED_AT, SEALED
from workflow.letters.kinds import Format
from workflow.letters.models import Attachment, Copy, Letter

TYPES: dict[str, str] = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
DAMAGED = "签发文件与签发时的校验值不符，请联系系统管理员从备份恢复。"


def signed_copy(copy: Copy) -> FileResponse:
    """The bytes that were signed; ``NotFound`` (``file_damaged``) when they are others now."""
    if not copy.is_whole:
        raise NotFound(DAMAGED, "file_damaged")
    return made(bytes(copy.content), copy.letter, copy.format)


def made(content: bytes, letter: Letter, format_: str) -> FileResponse:
    """``content`` under the name of the letter; a pdf is shown, a docx saved."""
    name = f"{letter.number_text or '草稿'} {letter.title}"[:80].replace("/", "／")
    is_shown = format_ == Format.PDF
    answer = FileResponse(
        BytesIO(content), as_attachment=not is_shown, filename=f"{name}.{format_}", content_type=TYPES[format_]
    )
    return _sealed(answer, LOOKED_AT if is_shown else SEALED)


def attachment(file: Attachment) -> FileResponse:
    """What came with an answer or a talk."""
    stored: Any = file.file
    try:
        content = stored.open("rb")
    except FileNotFoundError as lost:
        raise NotFound(GONE, "file_lost") from lost
    answer = FileResponse(content, as_attachment=True, filename=file.filename, content_type="application/octet-stream")
    return _sealed(answer, SEALED)


def _sealed(answer: FileResponse, policy: str) -> FileResponse:
    answer["Content-Security-Policy"] = policy
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
