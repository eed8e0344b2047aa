"""Evidence in parts: announced, sent part by part, examined like any other when it is all there."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.acts import Act
from projects.ledger.arriving import append, arrived, drop, part_file, part_files
from projects.ledger.filenames import clean_name
from projects.ledger.filetypes import check_extension
from projects.ledger.models import Arrival, Evidence, Project
from projects.ledger.policies import check_may_add_evidence
from projects.ledger.services.evidence import add_evidence, check_size, open_project
from projects.lines import without_unseen
from projects.people.models import Officer

KEPT = timedelta(days=1)
"""From the last part on: then whoever began it has given up."""
MOST_OPEN = 20
MOST_OPEN_BYTES = 10 * settings.EVIDENCE_MAX_BYTES
"""What one account may have on its way at a time."""
_SHA256 = re.compile("[0-9a-f]{64}")


@audited()
def begin_arrival(
    project_id: UUID,
    *,
    kind: str,
    filename: str,
    size: int,
    sha256: str,
    title: str = "",
    issued_on: date | None = None,
    by: Officer,
    now: datetime,
) -> Arrival:
    """Announce a file. What can be refused before its first byte is: who, what kind, which date, how large, its name.

    ``Conflict`` (``upload_quota``) when the account has too much on its way.
    """
    project = open_project(project_id, kind=kind, issued_on=issued_on, by=by, now=now)
    name, digest = clean_name(filename), sha256.strip().lower()
    check_size(size)
    check_extension(name)
    if not _SHA256.fullmatch(digest):
        raise Invalid("请给出文件的 SHA-256（64 位十六进制）。", "sha256")
    _check_quota(by, size)
    arrival = Arrival.objects.create(
        project=project,
        kind=kind,
        title=without_unseen(title)[:120],
        filename=name,
        size=size,
        sha256=digest,
        issued_on=issued_on,
        by=by,
        created_at=now,
    )
    record(Act.BEGIN_UPLOAD, arrival, by=by, now=now, detail=f"项目 {project.number}，{size}字节")
    return arrival


def _check_quota(by: Officer, size: int) -> None:
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)  # one announcement of an account at a time
    own = Arrival.objects.filter(by=by)
    taken: int = own.aggregate(bytes=Sum("size"))["bytes"] or 0
    if own.count() >= MOST_OPEN or taken + size > MOST_OPEN_BYTES:
        raise Conflict(
            f"未完成的上传过多（最多{MOST_OPEN}个、合计{MOST_OPEN_BYTES // 1024 // 1024}MB），"
            "请先完成或放弃其中一些；一天没有进展的会自动清除。",
            "upload_quota",
        )


def open_arrival(arrival_id: UUID, *, by: Officer, locked: bool = False) -> Arrival:
    """For whoever may add this evidence to the project; ``NotFound`` for who does not see the project."""
    rows = Arrival.objects.select_for_update(of=("self",), no_key=True) if locked else Arrival.objects
    seen = rows.filter(project__in=Project.objects.visible_to(by), pk=arrival_id)
    found = seen.select_related("project").first()
    if found is None:
        raise NotFound("没有找到这个上传，或它已完成、已清除；请重新开始上传。")
    check_may_add_evidence(found.project, found.kind, by)
    return found


def add_part(arrival_id: UUID, part: bytes, *, at: int, by: Officer) -> tuple[Arrival, int]:
    """Put a part behind the others; answers the new offset. Writes no row: the part file says how much is there.

    ``WrongOffset`` unless the part begins where the last ended; ``Invalid`` when it reaches beyond the announced size.
    """
    arrival = open_arrival(arrival_id, by=by)
    if at + len(part) > arrival.size:
        raise Invalid(f"文件共{arrival.size}字节，这一段超出了末尾，请核对大小。", "size", "too_long")
    return arrival, append(arrival.pk, part, at=at)


@audited()
def complete_arrival(arrival_id: UUID, *, by: Officer, now: datetime) -> Evidence:
    """The file becomes evidence, by the very checks of ``add_evidence``.

    ``Conflict`` (``upload_incomplete``) while bytes are missing. ``Invalid`` when the digest is another
    (``wrong_sha256``) or the file is refused; then what has arrived is forgotten, and may be sent again from 0.
    """
    arrival = open_arrival(arrival_id, by=by, locked=True)
    have = arrived(arrival.pk)
    if have != arrival.size:
        raise Conflict(f"文件还没有传完：共{arrival.size}字节，已收到{have}字节，请继续上传。", "upload_incomplete")
    try:
        kept = _examined(arrival, by=by, now=now)
    except Invalid:
        drop(arrival.pk)
        raise
    key = arrival.pk
    arrival.delete()
    transaction.on_commit(partial(drop, key))
    return kept


def _examined(arrival: Arrival, *, by: Officer, now: datetime) -> Evidence:
    with part_file(arrival.pk).open("rb") as content:
        stream: Any = content
        if hashlib.file_digest(stream, "sha256").hexdigest() != arrival.sha256:
            raise Invalid("收到的内容与声明的 SHA-256 不一致，已清除，请从头重新上传。", "sha256", "wrong_sha256")
        content.seek(0)
        file = UploadedFile(stream, name=arrival.filename, size=arrival.size)
        return add_evidence(
            arrival.project_id,
            kind=arrival.kind,
            title=arrival.title,
            file=file,
            issued_on=arrival.issued_on,
            by=by,
            now=now,
        )


@audited()
def give_up_arrival(arrival_id: UUID, *, by: Officer, now: datetime) -> None:
    """Forget an upload that will not be completed."""
    arrival = open_arrival(arrival_id, by=by)
    record(Act.DROP_UPLOAD, arrival, by=by, now=now)
    _forget([arrival])


def sweep_arrivals(now: datetime) -> int:
    """Forget uploads to which nothing came for a day, and parts of which nobody knows; answers how many uploads."""
    old = [one for one in Arrival.objects.filter(created_at__lt=now - KEPT) if _last_part(one) < now.timestamp()]
    for key in part_files(before=now - KEPT):
        if not Arrival.objects.filter(pk=key).exists():  # its row went, and the process with it before the file did
            drop(key)
    return _swept(old, now) if old else 0


@audited()
def _swept(old: list[Arrival], now: datetime) -> int:
    record(Act.DROP_UPLOAD, by=None, now=now, name="分段上传", detail=f"清除一天没有进展的上传{len(old)}个")
    _forget(old)
    return len(old)


def _last_part(arrival: Arrival) -> float:
    """From when on it is old."""
    path = part_file(arrival.pk)
    return path.stat().st_mtime + KEPT.total_seconds() if path.exists() else 0.0


def _forget(old: list[Arrival]) -> None:
    keys = [one.pk for one in old]
    Arrival.objects.filter(pk__in=keys).delete()
    for key in keys:
        transaction.on_commit(partial(drop, key))
