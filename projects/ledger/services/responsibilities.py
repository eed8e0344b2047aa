"""Who answers for a project: assigning and ending."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Change, Project, Responsibility
from projects.ledger.policies import check_may_assign
from projects.ledger.services.projects import locked_project, save_version
from projects.people.models import Officer, Post, Tenure


@transaction.atomic
def assign(
    project_id: UUID,
    *,
    role: str,
    officer: Officer | None = None,
    post: Post | None = None,
    valid_from: date,
    basis: str = "",
    reason: str = "",
    by: Officer,
    now: datetime,
) -> Responsibility:
    """Give ``officer`` (or the holder of ``post``) a part in the project.

    A chief is held by post; one who is not the 主要负责人 needs a reason. A new chief ends the current one in the same
    transaction: there is never more than one (database constraint) and no gap.
    """
    project = locked_project(project_id, by=by)
    check_may_assign(project, by)
    if role not in ResponsibilityRole.values:
        raise Invalid("请选择责任类型。", "role")
    if valid_from > timezone.localdate(now):
        raise Invalid("起始日期不能晚于今天。", "valid_from")
    post, officer = _post_and_officer(post, officer, valid_from)
    before = ""
    if role == ResponsibilityRole.CHIEF:
        _check_chief(post, reason)
        before = _end_current_chief(project, officer, valid_from, now=now)
    elif project.responsibilities.current().filter(role=role, officer=officer).exists():
        raise Conflict(f"{officer}已是本项目{ResponsibilityRole(role).label}，无需重复登记。")
    responsibility = Responsibility.objects.create(
        project=project,
        role=role,
        officer=officer,
        post=post,
        valid_from=valid_from,
        basis=basis.strip(),
        reason=reason.strip(),
        created_by=by,
        created_at=now,
        updated_at=now,
    )
    _record(project, responsibility, before=before, after=str(officer), by=by, now=now)
    return responsibility


@transaction.atomic
def end_responsibility(
    responsibility_id: UUID, *, valid_to: date, by: Officer, now: datetime, expected_version: int | None = None
) -> Responsibility:
    """The last day of somebody's part in a project."""
    known = Responsibility.objects.filter(pk=responsibility_id).first()
    if known is None:
        raise NotFound()
    project = locked_project(known.project_id, by=by)
    check_may_assign(project, by)
    responsibility = Responsibility.objects.select_for_update().get(pk=responsibility_id)
    if expected_version is not None and responsibility.version != expected_version:
        raise Stale()
    if responsibility.valid_to is not None:
        raise Conflict("这项责任已经结束，无需再次结束。")
    if not responsibility.valid_from <= valid_to <= timezone.localdate(now):
        raise Invalid(f"结束日期应在{responsibility.valid_from}与今天之间。", "valid_to")
    _end(responsibility, valid_to, now=now)
    _record(project, responsibility, before=str(responsibility.officer), after="", by=by, now=now)
    return responsibility


def _post_and_officer(post: Post | None, officer: Officer | None, on: date) -> tuple[Post | None, Officer]:
    if officer is None and post is None:
        raise Invalid("请选择职务或人员。", "officer")
    if officer is None and post is not None:
        officer = post.holder_on(on)
        if officer is None:
            raise Invalid(f"“{post}”在{on}无人任职，请先登记任职。", "post")
    if post is None and officer is not None:
        tenure = (
            Tenure.objects.current_on(on)
            .filter(officer=officer)
            .select_related("post__organisation")
            .order_by("-post__is_principal", "valid_from")
            .first()
        )
        post = tenure.post if tenure else None
    assert officer is not None
    if post is not None and post.holder_on(on) != officer:
        raise Invalid(f"{officer}在{on}并不担任“{post}”，请核对任职记录。", "post")
    return post, officer


def _check_chief(post: Post | None, reason: str) -> None:
    if post is None:
        raise Invalid("首席责任人按职务确定，请先登记此人的任职。", "post")
    if not post.is_principal and not reason.strip():
        raise Invalid("首席责任人原则上由主要负责人担任；由他人担任时请写明理由。", "reason")


def _end_current_chief(project: Project, officer: Officer, valid_from: date, *, now: datetime) -> str:
    current = project.responsibilities.current().chiefs().select_for_update().first()
    if current is None:
        return ""
    if current.officer_id == officer.pk:
        raise Conflict(f"{officer}已是本项目首席责任人，无需重复指定。")
    if valid_from < current.valid_from:
        raise Invalid(f"新任起始日期不能早于现任起始日期{current.valid_from}。", "valid_from")
    _end(current, max(current.valid_from, valid_from - timedelta(days=1)), now=now)
    return str(current.officer)


def _end(responsibility: Responsibility, valid_to: date, *, now: datetime) -> None:
    responsibility.valid_to = valid_to
    responsibility.version += 1
    responsibility.updated_at = now
    responsibility.save(update_fields=["valid_to", "version", "updated_at"])


def _record(
    project: Project, responsibility: Responsibility, *, before: str, after: str, by: Officer, now: datetime
) -> None:
    label = responsibility.get_role_display()
    Change.objects.create(
        project=project, at=now, by=by, field=responsibility.role, label=label, before=before, after=after
    )
    save_version(project, now=now)
