"""What every write of the room does: lock the item, move it, keep the thread with its files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from projects.errors import Invalid, NotFound, Stale
from projects.ledger.filenames import clean_name
from projects.ledger.filetypes import check_content
from projects.ledger.inspection import has_virus_mark
from projects.people.models import Officer, Organisation
from workflow.items.models import FILES_PER_EVENT, Event, Item, ItemFile
from workflow.items.moves import state_after

MOST_NOTE = 2000


def locked_item(item_id: UUID, *, by: Officer, expected_version: int | None = None) -> Item:
    """The item under lock. ``NotFound`` outside one's sight, ``Stale`` for an older version."""
    seen = Item.objects.visible_to(by).filter(pk=item_id).values("pk")
    if not seen.exists():
        raise NotFound("没有找到这件交办事项，或它不在您的查看范围内。")
    whole = ("issuer", "lead", "first_unit", "officer", "project")
    item = Item.objects.select_for_update(of=("self",), no_key=True).select_related(*whole).get(pk=item_id)
    if expected_version is not None and item.version != expected_version:
        raise Stale()
    return item


def moved(item: Item, move: str) -> str:
    """The item is put into the state that follows, in memory; answers the state before. ``Conflict`` if illegal."""
    before = item.state
    item.state = state_after(move, before)
    return before


def save_item(item: Item, *, now: datetime) -> None:
    """Under the lock, with the next version."""
    item.version += 1
    item.updated_at = now
    item.save()


def keep_event(
    item: Item,
    kind: str,
    *,
    by: Officer,
    now: datetime,
    before: str | None = None,
    unit: Organisation | None = None,
    detail: str = "",
    note: str = "",
    files: Sequence[UploadedFile] = (),
) -> Event:
    """The next entry of the thread. ``before``: the state before, where it differs from the present one."""
    last = item.events.aggregate(last=Max("sequence"))["last"] or 0
    event = Event.objects.create(
        item=item,
        sequence=last + 1,
        kind=kind,
        by=by,
        unit=unit or by.organisation,
        at=now,
        before=item.state if before is None else before,
        after=item.state,
        detail=detail[:300],
        note=note,
    )
    _keep_files(event, files)
    return event


def checked_text(text: str, label: str, field: str, most: int = MOST_NOTE, *, is_needed: bool = True) -> str:
    """``text`` without the blanks around it; ``Invalid`` for an empty one, a long one, or one with a NUL."""
    text = text.strip()
    if is_needed and not text:
        raise Invalid(f"请填写{label}。", field, "required")
    if len(text) > most or "\x00" in text:
        raise Invalid(f"“{label}”最多{most}个字，且不能含不可见字符。", field)
    return text


def _keep_files(event: Event, files: Sequence[UploadedFile]) -> None:
    """All of them or none; what a later refusal rolls back stays in the store without a row."""
    if len(files) > FILES_PER_EVENT:
        raise Invalid(f"一次最多{FILES_PER_EVENT}个文件，请减少后重试。", "files", "too_many_files")
    examined = [_examined(file) for file in files]
    for place, (file, facts) in enumerate(zip(files, examined, strict=True), 1):
        ItemFile.objects.create(event=event, place=place, file=file, **facts)


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
