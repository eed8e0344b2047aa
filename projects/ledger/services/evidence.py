"""Keeping evidence files: all files of an upload or none; withdrawn with a reason, never deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.acts import Act
from projects.ledger.filenames import clean_name
from projects.ledger.filetypes import check_content
from projects.ledger.inspection import has_virus_mark
from projects.ledger.kinds import EvidenceKind, RowKind
from projects.ledger.models import FILES_PER_ITEM, Evidence, Project
from projects.ledger.policies import check_may_add_evidence
from projects.ledger.services.projects import locked_project
from projects.ledger.services.rows import keep_row, shown_row
from projects.ledger.uses import use_of
from projects.lines import check_line, without_unseen
from projects.people.models import Officer
from projects.rows import one_or_none

_SHOWN = ("kind", "title", "filename", "sha256", "issued_on", "withdrawn_reason")


@audited()
def add_evidence(
    project_id: UUID,
    *,
    kind: str,
    title: str,
    file: UploadedFile,
    issued_on: date | None = None,
    by: Officer,
    now: datetime,
) -> Evidence:
    """Store one file as a document of its own. Errors as ``add_files``, without the name of the file."""
    project = open_project(project_id, kind=kind, issued_on=issued_on, by=by, now=now)
    said: dict[str, Any] = {"kind": kind, "issued_on": issued_on, "item": uuid4(), "place": 1}
    return _add(project, file, title=title, **said, by=by, now=now)


@audited()
def add_files(
    project_id: UUID,
    *,
    kind: str,
    title: str,
    files: Sequence[UploadedFile],
    issued_on: date | None = None,
    by: Officer,
    now: datetime,
) -> list[Evidence]:
    """Store 1–10 files as one document: all of them, or none, with a refusal that names the first bad one.

    Each ≤ 50 MB; PDF, Office, pictures, judged by content as well as by name, with its SHA-256.
    """
    project = open_project(project_id, kind=kind, issued_on=issued_on, by=by, now=now)
    _check_number(len(files), FILES_PER_ITEM)
    said = {"kind": kind, "title": title, "issued_on": issued_on, "item": uuid4()}
    return _add_all(project, files, range(1, len(files) + 1), **said, by=by, now=now)


@audited()
def extend_item(item: UUID, *, files: Sequence[UploadedFile], by: Officer, now: datetime) -> list[Evidence]:
    """Add files to a document that has room for them: never more than ten that are valid. All or none."""
    first = Evidence.objects.visible_to(by).valid().filter(item=item).order_by("place").first()
    if first is None:
        raise NotFound("没有找到这组材料，或它已作废。")
    project = open_project(first.project_id, kind=first.kind, issued_on=first.issued_on, by=by, now=now)
    taken = set(Evidence.objects.valid().filter(item=item).values_list("place", flat=True))
    free = [place for place in range(1, FILES_PER_ITEM + 1) if place not in taken]
    _check_number(len(files), len(free))
    said = {"kind": first.kind, "title": first.title, "issued_on": first.issued_on, "item": item}
    return _add_all(project, files, free, **said, by=by, now=now)


@audited()
def withdraw_evidence(evidence_id: UUID, *, reason: str, by: Officer, now: datetime) -> Evidence:
    """Declare a document void 作废: it stays readable and proves nothing any more.

    ``Conflict`` while something stands on it: a claim that waits or was approved, a payment not withdrawn.
    """
    known = one_or_none(Evidence.objects.visible_to(by).filter(pk=evidence_id))
    if known is None:
        raise NotFound("没有找到这份材料，或它不在您的查看范围内。")
    project = locked_project(known.project_id, by=by)
    check_may_add_evidence(project, known.kind, by)
    kept = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence_id)
    if kept.is_withdrawn:
        raise Conflict("这份材料已经作废，无需重复操作。")
    if used := use_of(kept):
        raise Conflict(f"这份材料正用于{used}，不能作废。", "in_use")
    before = shown_row(kept, _SHOWN)
    kept.withdrawn_reason = check_line(reason, "作废理由", "reason")[:200]
    if not kept.withdrawn_reason:
        raise Invalid("请写明作废理由。", "reason")
    kept.withdrawn_by, kept.withdrawn_at = by, now
    kept.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    changes = _keep_history(project, kept, before, by=by, now=now)
    record(Act.WITHDRAW_EVIDENCE, kept, by=by, now=now, changes=changes, detail=f"项目 {project.number}")
    return kept


def twins_of(kept: Sequence[Evidence]) -> list[Evidence]:
    """Other valid files of the same project with the very same content, the oldest first."""
    if not kept:
        return []
    same = Evidence.objects.valid().filter(project=kept[0].project_id, sha256__in=[one.sha256 for one in kept])
    return list(same.exclude(pk__in=[one.pk for one in kept]).order_by("uploaded_at"))


def open_project(project_id: UUID, *, kind: str, issued_on: date | None, by: Officer, now: datetime) -> Project:
    """The project under lock, once it is clear that ``by`` may add this kind with this date."""
    project = locked_project(project_id, by=by)
    check_may_add_evidence(project, kind, by)
    if kind not in EvidenceKind.values:
        raise Invalid("请选择材料类型。", "kind")
    if issued_on is not None:
        check_plausible(issued_on, "issued_on")
    if issued_on is not None and issued_on > timezone.localdate(now):
        raise Invalid("出具日期不能晚于今天。", "issued_on")
    return project


def _check_number(number: int, room: int) -> None:
    if number < 1:
        raise Invalid("请选择文件。", "file")
    if number > room:
        most = f"还能再加{room}个文件" if room < FILES_PER_ITEM else f"一次最多{FILES_PER_ITEM}个文件"
        raise Invalid(f"选了{number}个文件，同一份材料{most}，请减少后重试，其余另存一份。", "file", "too_many_files")


def _add_all(
    project: Project, files: Sequence[UploadedFile], places: Sequence[int], *, by: Officer, now: datetime, **said: Any
) -> list[Evidence]:
    kept: list[Evidence] = []
    try:
        for file, place in zip(files, places, strict=False):
            kept.append(_add(project, file, **said, place=place, by=by, now=now))
    except BaseException as refused:
        _forget_files(kept)
        if isinstance(refused, Invalid) and refused.field == "file":
            name = clean_name(file.name or "")
            raise Invalid(f"“{name}”：{refused.detail}本次所选文件均未保存。", "file", refused.code) from refused
        raise
    return kept


def _add(project: Project, file: UploadedFile, *, title: str, by: Officer, now: datetime, **said: Any) -> Evidence:
    filename = clean_name(file.name or "")
    size, content_type, digest = _examined(file, filename)
    kept = _kept(
        **said,
        project=project,
        title=without_unseen(title)[:120] or filename[:120],
        file=file,
        filename=filename,
        content_type=content_type,
        size=size,
        sha256=digest,
        uploaded_by=by,
        uploaded_at=now,
    )
    changes = _keep_history(project, kept, {}, by=by, now=now)
    record(Act.ADD_EVIDENCE, kept, by=by, now=now, changes=changes, detail=f"项目 {project.number}")
    return kept


def _examined(file: UploadedFile, filename: str) -> tuple[int, str, str]:
    """Size, content type and SHA-256 of an acceptable file, or ``Invalid``."""
    size = file.size or 0
    check_size(size)
    stream: Any = file.file
    if has_virus_mark(stream):
        raise Invalid("文件含有病毒特征（EICAR），请先杀毒；若是误报，请联系系统管理员。", "file", "virus")
    content_type = check_content(filename, stream)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return size, content_type, digest


def check_size(size: int) -> None:
    """``Invalid`` for an empty file and for one that the store does not take."""
    most = settings.EVIDENCE_MAX_BYTES
    if not 0 < size <= most:
        raise Invalid(f"文件为空或超过{most // (1024 * 1024)}MB，请压缩或拆分后再上传。", "file")


def _kept(**fields: Any) -> Evidence:
    """The row and its file, or neither: a file whose row is refused does not stay in the storage.

    What a later step of the same transaction rolls back stays there without a row, and ``sweep_files`` finds it.
    """
    evidence = Evidence(**fields)
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except BaseException:
        _forget_files([evidence])
        raise
    return evidence


def _forget_files(kept: Sequence[Evidence]) -> None:
    for evidence in kept:
        stored: Any = evidence.file
        if stored and stored._committed:
            stored.delete(save=False)


def _keep_history(
    project: Project, kept: Evidence, before: dict[str, str], *, by: Officer, now: datetime
) -> list[Difference]:
    """Who changed what; a withdrawn document is gone from the file."""
    after = {} if kept.is_withdrawn else shown_row(kept, _SHOWN)
    why = kept.withdrawn_reason
    return keep_row(
        project, RowKind.EVIDENCE, kept.pk, title=kept.title, before=before, after=after, by=by, now=now, why=why
    )
