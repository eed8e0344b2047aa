"""Recording a fair-competition review: the row, and the name that the signing of the project asks for."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.models import Evidence, Project
from projects.ledger.policies import check_may_write
from projects.ledger.services import apply_values, differences_of, locked_project, save_version
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.decisions.acts import Act
from workflow.decisions.models import Conclusion, Review

FIELD = "fair_competition_reviewed_by"
"""The project's own field, which claims, the API and imports have always carried; a record keeps it right."""


@audited()
def record_review(
    project_id: UUID,
    *,
    reviewer: str,
    reviewed_on: date,
    conclusion: str,
    document_number: str,
    by: Officer,
    now: datetime,
    note: str = "",
    paper: Evidence | None = None,
    expected_version: int | None = None,
) -> Review:
    """One review of the project. The latest one says who stands in the project's field; an unfit one empties it.

    ``expected_version``: of the project. Refusals: ``Stale``, ``Invalid`` for each field.
    """
    project = locked_project(project_id, by=by, expected_version=expected_version)
    check_may_write(project, by)
    _check(project, reviewed_on, conclusion, paper, now=now)
    review = Review.objects.create(
        project=project,
        reviewer=_text(reviewer, "reviewer", 40),
        reviewed_on=reviewed_on,
        conclusion=conclusion,
        document_number=_text(document_number, "document_number", 60),
        note=_text(note, "note", 500, needed=False),
        paper=paper,
        recorded_by=by,
        recorded_at=now,
        updated_at=now,
    )
    changes = _follow(project, review, by=by, now=now)
    record(Act.RECORD_REVIEW, review, by=by, now=now, changes=changes, detail=str(review), name=str(project))
    return review


@audited()
def withdraw_review(
    review_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Review:
    """Declare a record void 作废; the one before it counts again."""
    known = one_or_none(Review.objects.visible_to(by).filter(pk=review_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这条审查记录，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    check_may_write(project, by)
    review = Review.objects.select_for_update(no_key=True).get(pk=review_id)
    if expected_version is not None and review.version != expected_version:
        raise Stale()
    if review.withdrawn_at is not None:
        raise Conflict("这条审查记录已经作废，请刷新后查看。", "withdrawn")
    review.withdrawn_why, review.withdrawn_by, review.withdrawn_at = _text(why, "why", 200), by, now
    review.version, review.updated_at = review.version + 1, now
    review.save()
    changes = _follow(project, review, by=by, now=now)
    record(Act.WITHDRAW_REVIEW, review, by=by, now=now, changes=changes, detail=review.withdrawn_why, name=str(project))
    return review


def _follow(project: Project, review: Review, *, by: Officer, now: datetime) -> list[Difference]:
    """The project's field after its latest record, with the reason. A name typed by hand outlives a void record."""
    last, stands = Review.objects.filter(project=project).current().first(), getattr(project, FIELD)
    name = last.reviewer if last is not None and last.is_good else ""
    if stands == name or (last is None and stands != review.reviewer):
        return []
    why = f"公平竞争审查：{last.document_number}" if last else "公平竞争审查记录作废"
    changes = apply_values(project, {FIELD: name}, by=by, now=now, why=why)
    save_version(project, now=now)
    return differences_of(changes)


def _check(project: Project, reviewed_on: date, conclusion: str, paper: Evidence | None, *, now: datetime) -> None:
    if conclusion not in Conclusion.values:
        raise Invalid("请选择审查结论。", "conclusion")
    if reviewed_on > timezone.localdate(now):
        raise Invalid("审查日期不能晚于今天。", "reviewed_on", "future_date")
    if reviewed_on.year < 2016:
        raise Invalid("公平竞争审查制度自2016年施行，请核对审查日期。", "reviewed_on")
    if paper is not None and not Evidence.objects.valid().filter(pk=paper.pk, project=project).exists():
        raise Invalid("只能引用本项目有效的佐证材料，请先上传到本项目。", "paper", "unknown_evidence")


def _text(text: str, field: str, most: int, *, needed: bool = True) -> str:
    labels = {"reviewer": "审查人", "document_number": "审查文号", "note": "说明", "why": "作废理由"}
    text = text.strip()
    if needed and not text:
        raise Invalid(f"请填写{labels[field]}。", field, "required")
    if len(text) > most or "\x00" in text:
        raise Invalid(f"{labels[field]}最多{most}个字，且不能含不可见字符。", field)
    return text
