"""What comes after the record: corrections, re-checks of what had to be mended, and the proposal made later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.services import locked_project
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.spotchecks.acts import Act
from workflow.spotchecks.kinds import AdditionKind, Finding
from workflow.spotchecks.models import Addition, Proposal, Record, Visit
from workflow.spotchecks.policies import check_may_add
from workflow.spotchecks.services.papers import check_text, keep_papers
from workflow.spotchecks.services.revoking import propose, why_not_propose
from workflow.steps.reasons import RevokeReason


@audited()
def add_to_record(
    visit_id: UUID,
    *,
    kind: str,
    text: str,
    by: Officer,
    now: datetime,
    is_mended: bool | None = None,
    files: Sequence[UploadedFile] = (),
) -> Addition:
    """One more entry of a locked record; a re-check says whether what had to be mended is mended."""
    found = _locked(visit_id, by)
    if kind not in AdditionKind.values:
        raise Invalid("请选择补充的类别。", "kind")
    if kind == AdditionKind.RECHECK and found.finding != Finding.MEND:
        raise Invalid("只有结论为“需整改”的记录才登记整改复查。", "kind")
    if kind == AdditionKind.RECHECK and is_mended is None:
        raise Invalid("请选择整改是否到位。", "is_mended")
    answer = is_mended if kind == AdditionKind.RECHECK else None
    told = check_text(text, "补充内容", "text", 2000)
    made = Addition.objects.create(record=found, kind=kind, text=told, is_mended=answer, by=by, at=now)
    keep_papers(found, files, by=by, now=now, addition=made)
    record(Act.ADD, found, by=by, now=now, detail=told, name=str(found.visit))
    return made


@audited()
def propose_revocation(
    visit_id: UUID, *, by: Officer, now: datetime, reason: str = RevokeReason.NOT_REACHED
) -> Proposal:
    """Ask for the revocation that could not be asked for when the record was handed in, or was refused since."""
    found = _locked(visit_id, by)
    if found.finding != Finding.FALSE:
        raise Conflict("只有结论为“不属实”的核查才提出撤销认定。", "not_false")
    if why := why_not_propose(found.visit):
        raise Conflict(why, "cannot_propose")
    evidence = [paper.evidence for paper in found.papers.select_related("evidence")]
    return propose(found, reason=reason, evidence=evidence, by=by, now=now)


def _locked(visit_id: UUID, by: Officer) -> Record:
    """The record with its project under lock."""
    visit = one_or_none(Visit.objects.visible_to(by).filter(pk=visit_id, record__isnull=False))
    if visit is None:
        raise NotFound("没有找到这份核查记录，或它不在您的查看范围内。")
    project = locked_project(visit.project_id, by=by)
    found = Record.objects.select_related("visit__round__organisation", "visit__row__transition").get(pk=visit.pk)
    found.visit.project = project
    check_may_add(found.visit, by)
    return found
