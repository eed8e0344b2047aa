"""Handing in what was found on the spot: once, by one of the inspectors, with its photos; a false claim is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.services import locked_project
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.spotchecks.acts import Act
from workflow.spotchecks.checklist import filled, items_of
from workflow.spotchecks.kinds import Finding
from workflow.spotchecks.models import Record, Visit
from workflow.spotchecks.policies import check_may_record
from workflow.spotchecks.services.papers import check_text, keep_papers
from workflow.spotchecks.services.revoking import propose, why_not_propose
from workflow.steps.reasons import RevokeReason


@dataclass(frozen=True)
class Position:
    """Where it was: typed, or told by the device (degrees WGS 84, ± metres). Never required."""

    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_m: int | None = None


@audited()
def record_visit(
    visit_id: UUID,
    *,
    visited_at: datetime,
    met: str,
    finding: str,
    text: str,
    by: Officer,
    now: datetime,
    position: Position = Position(),
    answers: Mapping[str, tuple[str, str]] | None = None,
    files: Sequence[UploadedFile] = (),
    mend_by: date | None = None,
    revoke_reason: str = RevokeReason.NOT_REACHED,
) -> Record:
    """Lock the visit's record. 不属实 needs a photo or document and asks a second person to revoke the step.

    Refusals: ``NotAllowed``, ``Conflict`` (``recorded``), ``Invalid`` by field; nothing is kept of a refused one.
    """
    visit = _locked(visit_id, by=by)
    check_may_record(visit, by)
    made = Record(
        visit=visit,
        visited_at=visited_at,
        met=check_text(met, "接待人员", "met", 200),
        finding=finding,
        text=check_text(text, "核查情况", "text", 2000),
        mend_by=mend_by,
        recorded_by=by,
        recorded_at=now,
    )
    _check(made, files, now=now)
    _put(made, position)
    made.checklist = filled(items_of(visit.row.transition), dict(answers or {}))
    made.save(force_insert=True)
    kept = keep_papers(made, files, by=by, now=now)
    found = Difference("finding", "核查结论", "", made.get_finding_display())
    record(Act.RECORD, made, by=by, now=now, changes=[found], detail=made.text, name=str(visit))
    if finding == Finding.FALSE and not why_not_propose(visit):
        propose(made, reason=revoke_reason, evidence=kept, by=by, now=now)
    return made


def _locked(visit_id: UUID, *, by: Officer) -> Visit:
    """The project, then the visit, both under lock: of two submitters the second finds the record of the first."""
    known = one_or_none(Visit.objects.visible_to(by).filter(pk=visit_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这一项核查，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    whole = ("round__organisation", "row__transition__project", "row__transition__claim")
    visit = Visit.objects.select_for_update(of=("self",), no_key=True).select_related(*whole).get(pk=visit_id)
    visit.project = project
    check_open(visit)
    return visit


def check_open(visit: Visit) -> None:
    """``Conflict`` once the record is there."""
    if Record.objects.filter(pk=visit.pk).exists():
        raise Conflict("这一项的核查记录已经提交，不能重复提交；需要更正请在记录页补充。", "recorded")


def _check(made: Record, files: Sequence[UploadedFile], *, now: datetime) -> None:
    check_plausible(made.visited_at, "visited_at")
    fixed_at = made.visit.round.fixed_at
    if made.visited_at > now:
        raise Invalid("到场时间不能晚于现在。", "visited_at")
    if fixed_at and timezone.localdate(made.visited_at) < timezone.localdate(fixed_at):
        raise Invalid("到场时间不能早于抽样名单固定的日期。", "visited_at")
    if made.finding not in Finding.values:
        raise Invalid("请选择核查结论。", "finding")
    if made.finding == Finding.MEND and (made.mend_by is None or made.mend_by < timezone.localdate(now)):
        raise Invalid("需整改的请填写整改期限，不能早于今天。", "mend_by")
    if made.finding != Finding.MEND:
        made.mend_by = None
    if made.finding == Finding.FALSE and not files:
        raise Invalid("结论为不属实的，须附现场照片或签字的核查记录，作为撤销认定的依据。", "photos", "basis_required")


def _put(made: Record, position: Position) -> None:
    latitude, longitude = position.latitude, position.longitude
    if (latitude is None) != (longitude is None):
        raise Invalid("经度和纬度要么都填，要么都不填。", "latitude")
    if latitude is not None and longitude is not None and (abs(latitude) > 90 or abs(longitude) > 180):
        raise Invalid("经纬度超出范围，请核对或留空。", "latitude")
    made.place = check_text(position.place, "核查地点", "place", 200, is_needed=False)
    made.latitude, made.longitude = latitude, longitude
    made.accuracy_m = position.accuracy_m if latitude is not None else None
