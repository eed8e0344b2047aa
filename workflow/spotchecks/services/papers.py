"""Texts and photos of records and additions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from projects.errors import Invalid
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import Evidence
from projects.ledger.services import add_files
from projects.people.models import Officer
from workflow.spotchecks.camera import said_by
from workflow.spotchecks.models import Addition, Paper, Record


def keep_papers(
    record: Record, files: Sequence[UploadedFile], *, by: Officer, now: datetime, addition: Addition | None = None
) -> list[Evidence]:
    """The files as one 核查记录 of the project, inspected and hashed as every evidence; all or none."""
    if not files:
        return []
    visit = record.visit
    try:
        kept = add_files(
            visit.project_id,
            kind=EvidenceKind.CHECK_RECORD,
            title=_title(record, addition),
            files=files,
            by=by,
            now=now,
        )
    except Invalid as refused:
        raise Invalid(refused.detail, "photos", refused.code) from refused
    told = [said_by(file.file) if one.is_picture else "" for file, one in zip(files, kept, strict=True)]  # type: ignore[arg-type]
    Paper.objects.bulk_create(
        [
            Paper(record=record, addition=addition, evidence=one, camera=said)
            for one, said in zip(kept, told, strict=True)
        ]
    )
    return kept


def _title(record: Record, addition: Addition | None) -> str:
    visit = record.visit
    return f"{visit.round.number}第{visit.number}项" + ("（补充）" if addition else "核查记录")


def check_text(text: str, label: str, field: str, most: int, *, is_needed: bool = True) -> str:
    """``text`` without the blanks around it; ``Invalid`` for an empty one, a long one, or one with a NUL."""
    text = text.strip()
    if is_needed and not text:
        raise Invalid(f"请填写{label}。", field, "required")
    if len(text) > most or "\x00" in text:
        raise Invalid(f"“{label}”最多{most}个字，且不能含不可见字符。", field)
    return text
