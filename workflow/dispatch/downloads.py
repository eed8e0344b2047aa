"""Files that came with an answer go out as attachments that no browser runs."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse

from projects.errors import NotFound
from workflow.dispatch.models import MaterialFile

SEALED = "default-src 'none'; sandbox"


def attachment(kept: MaterialFile) -> FileResponse:
    """The file; ``NotFound`` (``file_lost``) when the storage has lost it."""
    stored: Any = kept.file
    try:
        content = stored.open("rb")
    except FileNotFoundError as lost:
        raise NotFound("文件已不在存储中，请联系系统管理员从备份恢复。", "file_lost") from lost
    answer = FileResponse(content, as_attachment=True, filename=kept.filename, content_type="application/octet-stream")
    answer["Content-Security-Policy"] = SEALED
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
