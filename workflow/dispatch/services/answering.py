"""What a unit sends before a sitting: text and files, in time or late. An answer is never overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from projects.audit.services import audited
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.filenames import clean_name
from projects.ledger.filetypes import check_content
from projects.ledger.inspection import has_virus_mark
from projects.people.models import Officer
from workflow.dispatch.models import DispatchEvent, MaterialAnswer, MaterialFile, MaterialRequest, MeetingState
from workflow.dispatch.models.materials import FILES_PER_ANSWER
from workflow.dispatch.policies import check_may_answer
from workflow.dispatch.services.locks import record

LONGEST = {"progress": 2000, "problem": 2000, "asked_for": 1000}
_LABELS = {"progress": "进展情况", "problem": "存在问题", "asked_for": "需要协调事项"}


@audited()
def answer_request(
    request_id: UUID,
    *,
    progress: str,
    problem: str = "",
    asked_for: str = "",
    files: Sequence[UploadedFile] = (),
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> MaterialAnswer:
    """Send the material of a unit, or complete it; each time a row of its own, all files of it or none.

    Up to ten files of the kinds and sizes that evidence has. Refused once the sitting is over or called off.
    """
    request = _locked(request_id, by=by)
    if expected_version is not None and expected_version != request.version:
        raise Stale("本单位的材料已由他人报送或更新，请核对后再提交。")
    _check_open(request)
    said = {"progress": progress, "problem": problem, "asked_for": asked_for}
    text = {name: _text(value, name) for name, value in said.items()}
    if not text["progress"]:
        raise Invalid("请填写进展情况。", "progress")
    if len(files) > FILES_PER_ANSWER:
        raise Invalid(f"一次最多报送{FILES_PER_ANSWER}个文件，请减少后重试。", "files", "too_many_files")
    answer = MaterialAnswer.objects.create(request=request, **text, by=by, at=now)
    _keep_files(answer, files)
    request.answered_at = request.answered_at or now
    request.version += 1
    request.updated_at = now
    request.save(update_fields=["answered_at", "version", "updated_at"])
    entry = request.entry
    note = f"{entry.project}：{request.organisation}报送材料{f'，附件{len(files)}个' if files else ''}"
    record(entry.meeting, DispatchEvent.Kind.ANSWERED, by=by, now=now, note=note)
    return answer


def _locked(request_id: UUID, *, by: Officer) -> MaterialRequest:
    related = ("entry__project", "entry__meeting__series", "organisation")
    if not MaterialRequest.objects.visible_to(by).filter(pk=request_id).exists():
        raise NotFound("没有找到这项征询，或它不在您的查看范围内。")
    request = (
        MaterialRequest.objects.select_for_update(of=("self",), no_key=True).select_related(*related).get(pk=request_id)
    )
    check_may_answer(request, by)
    return request


def _check_open(request: MaterialRequest) -> None:
    entry, meeting = request.entry, request.entry.meeting
    if meeting.state != MeetingState.CALLED:
        raise Conflict(f"{meeting.title}{meeting.get_state_display()}，不再接收汇报材料。")
    if request.withdrawn_at is not None or entry.removed_at is not None:
        raise Conflict("这个议题已不再征询材料，无需报送。")


def _text(value: str, name: str) -> str:
    text = value.strip()
    if len(text) > LONGEST[name]:
        raise Invalid(f"{_LABELS[name]}不能超过{LONGEST[name]}个字，请缩短或作为附件报送。", name)
    return text


def _keep_files(answer: MaterialAnswer, files: Sequence[UploadedFile]) -> None:
    kept: list[MaterialFile] = []
    try:
        for file in files:
            kept.append(_kept(answer, file))
    except BaseException:
        for one in kept:
            stored: Any = one.file
            stored.delete(save=False)
        raise


def _kept(answer: MaterialAnswer, file: UploadedFile) -> MaterialFile:
    filename, size, most = clean_name(file.name or ""), file.size or 0, settings.EVIDENCE_MAX_BYTES
    stream: Any = file.file
    if not 0 < size <= most:
        raise Invalid(f"“{filename}”为空或超过{most // (1024 * 1024)}MB，请压缩或拆分后再上传。", "files")
    if has_virus_mark(stream):
        raise Invalid(f"“{filename}”含有病毒特征，请先杀毒；若是误报，请联系系统管理员。", "files", "virus")
    try:
        content_type = check_content(filename, stream)
    except Invalid as refused:
        raise Invalid(f"“{filename}”：{refused.detail}", "files", refused.code) from refused
    digest = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return MaterialFile.objects.create(
        answer=answer, file=file, filename=filename, content_type=content_type, size=size, sha256=digest
    )
