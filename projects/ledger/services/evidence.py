"""Keeping evidence files."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Invalid
from projects.ledger.acts import Act
from projects.ledger.filetypes import check_content
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import Evidence
from projects.ledger.policies import check_may_add_evidence
from projects.ledger.services.projects import locked_project
from projects.lines import without_unseen
from projects.people.models import Officer


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
    """Store a document with its SHA-256. ≤ 50 MB; PDF, Office, pictures, judged by content as well as by name."""
    project = locked_project(project_id, by=by)
    check_may_add_evidence(project, kind, by)
    filename = _clean_name(file.name or "")
    if kind not in EvidenceKind.values:
        raise Invalid("请选择材料类型。", "kind")
    if issued_on is not None:
        check_plausible(issued_on, "issued_on")
    if issued_on is not None and issued_on > timezone.localdate(now):
        raise Invalid("出具日期不能晚于今天。", "issued_on")
    size = file.size or 0
    if not 0 < size <= settings.EVIDENCE_MAX_BYTES:
        most = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
        raise Invalid(f"文件为空或超过{most}MB，请压缩或拆分后再上传。", "file")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    content_type = check_content(filename, file.read(16))
    file.seek(0)
    kept = _kept(
        project=project,
        kind=kind,
        title=without_unseen(title)[:120] or filename[:120],
        file=file,
        filename=filename,
        content_type=content_type,
        size=size,
        sha256=digest.hexdigest(),
        issued_on=issued_on,
        uploaded_by=by,
        uploaded_at=now,
    )
    fingerprint = Difference("sha256", "SHA-256", "", kept.sha256)
    record(Act.ADD_EVIDENCE, kept, by=by, now=now, changes=[fingerprint], detail=f"项目 {project.number}")
    return kept


def _kept(**fields: Any) -> Evidence:
    """The row and its file, or neither: a file whose row is refused does not stay in the storage."""
    evidence = Evidence(**fields)
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except BaseException:
        stored: Any = evidence.file
        if stored and stored._committed:
            stored.delete(save=False)
        raise
    return evidence


def _clean_name(name: str) -> str:
    """The last part of the name without control or direction characters, at most 200 characters."""
    base = PurePath(name.replace("\\", "/")).name
    kept = "".join(c for c in base if c.isprintable())
    return kept[-200:] or "file"
