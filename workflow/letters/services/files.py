"""Files of answers and of talks: inspected like every evidence, all or none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from projects.errors import Invalid
from projects.ledger.filenames import clean_name
from projects.ledger.filetypes import check_content
from projects.ledger.inspection import has_virus_mark
from projects.people.models import Officer
from workflow.letters.models import Answer, Attachment, Talk
from workflow.letters.models.answers import FILES_PER_ANSWER


def keep_files(
    files: Sequence[UploadedFile], *, by: Officer, now: datetime, answer: Answer | None = None, talk: Talk | None = None
) -> None:
    """All of them or none; what a later refusal rolls back stays in the store without a row."""
    if len(files) > FILES_PER_ANSWER:
        raise Invalid(f"一次最多{FILES_PER_ANSWER}个文件，请减少后重试。", "files", "too_many_files")
    examined = [_examined(file) for file in files]
    for file, facts in zip(files, examined, strict=True):
        Attachment.objects.create(answer=answer, talk=talk, file=file, uploaded_by=by, uploaded_at=now, **facts)


def _examined(file: UploadedFile) -> dict[str, Any]:
    """Name, size, type and SHA-256 of an acceptable file, or ``Invalid`` that names it."""
    name, size, most = clean_name(file.name or ""), file.size or 0, settings.EVIDENCE_MAX_BYTES
    stream: Any = file.file
    try:
        if not 0 < size <= most:
            raise Invalid(f"文件为空或超过{most // (1024 * 1024)}MB，请压缩或拆分后再上传。", "file")
        if has_virus_mark(stream):
            raise Invalid("文件含有病毒特征（EICAR），请先杀毒；若是误报，请联系系统管理员。", "file", "virus")
        content_type = check_content(name, stream)
    except Invalid as refused:
        raise Invalid(f"“{name}”：{refused.detail}本次所选文件均未保存。", "files", refused.code) from refused
    digest = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return {"filename": name, "size": size, "content_type": content_type, "sha256": digest}
