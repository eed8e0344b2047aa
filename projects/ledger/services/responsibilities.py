"""Who answers for a project: assigning, handing over, ending."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Change, Project, Responsibility
from projects.ledger.policies import check_may_assign
from projects.ledger.services.projects import locked_project, save_version
from projects.people.models import Officer, Post, Tenure
from projects.people.policies import check_receives
from projects.rows import one_or_none

ONE_DAY = timedelta(days=1)


@audited()
def assign(
    project_id: UUID,
    *,
    role: str,
    officer: Officer | None = None,
    post: Post | None = None,
    valid_from: date,
    valid_to: date | None = None,
    basis: str = "",
    reason: str = "",
    by: Officer,
    now: datetime,
) -> Responsibility:
    """Give ``officer`` (or the holder of ``post``) a part in the project; with ``valid_to`` one that is over already.

    A chief is held by post; one who is not the 主要负责人 needs a reason. A new chief ends the current one in the same
    transaction: there is never more than one (database constraint) and no gap; the change states basis or reason.
    The post of a unit that has ended is ``Invalid``.
    """
    project = locked_project(project_id, by=by)
    check_may_assign(project, by)
    if role not in ResponsibilityRole.values:
        raise Invalid("请选择责任类型。", "role")
    if valid_from > timezone.localdate(now):
        raise Invalid("起始日期不能晚于今天。", "valid_from")
    if valid_to is not None:
        _check_over(role, valid_from, valid_to, now=now)
    post, officer = _post_and_officer(post, officer, valid_from)
    if post is not None:
        check_receives(post.organisation, timezone.localdate(now), field="post")
    before = ""
    if role == ResponsibilityRole.CHIEF:
        check_chief(post, reason)
        before = _end_current_chief(project, officer, valid_from, why=basis.strip() or reason.strip(), now=now)
    elif _held(project, role, officer, valid_from, valid_to):
        raise Conflict(f"{officer}已是本项目{ResponsibilityRole(role).label}，无需重复登记。")
    made = _give(project, role, officer, post, valid_from, basis=basis, reason=reason, by=by, now=now)
    if valid_to is not None:
        _end(made, valid_to, now=now)
    _record(Act.ASSIGN, project, made, before=before, after=str(officer), why=made.basis or made.reason, by=by, now=now)
    return made


@audited()
def hand_over(
    responsibility_id: UUID,
    *,
    successor: Officer,
    post: Post | None,
    effective_on: date,
    basis: str = "",
    reason: str = "",
    by: Officer,
    now: datetime,
) -> Responsibility:
    """Pass one part on: the holder's last day is the day before ``effective_on``, the successor's first that day.

    A part that began later than ``effective_on`` passes on from its own first day. A successor who has the same part
    already keeps it, and the holder's ends. Answers what the successor holds. Errors as ``assign``; ``Conflict`` when
    the part has ended.
    """
    project, held = locked_part(responsibility_id, by=by)
    check_may_assign(project, by)
    if held.valid_to is not None:
        raise Conflict(f"{held.officer}在“{project}”的责任已经结束，请刷新后核对。")
    if effective_on > timezone.localdate(now):
        raise Invalid("交接生效日期不能晚于今天。", "effective_on")
    if held.officer_id == successor.pk:
        raise Invalid("接收人与移交人是同一人，请另选接收人。", "successor")
    first = max(effective_on, held.valid_from)
    post, successor = _post_and_officer(post, successor, first)
    if held.role == ResponsibilityRole.CHIEF:
        check_chief(post, reason)
    _end(held, max(held.valid_from, first - ONE_DAY), now=now)
    same = project.responsibilities.current().filter(role=held.role, officer=successor).first()
    given = same or _give(project, held.role, successor, post, first, basis=basis, reason=reason, by=by, now=now)
    why = basis.strip() or reason.strip()
    _record(Act.HAND_OVER, project, given, before=str(held.officer), after=str(successor), why=why, by=by, now=now)
    return given


@audited()
def end_responsibility(
    responsibility_id: UUID,
    *,
    valid_to: date,
    reason: str = "",
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Responsibility:
    """The last day of somebody's part in a project. Leaving a project that needs a chief without one asks why."""
    project, held = locked_part(responsibility_id, by=by)
    check_may_assign(project, by)
    if expected_version is not None and held.version != expected_version:
        raise Stale()
    if held.valid_to is not None:
        raise Conflict("这项责任已经结束，无需再次结束。")
    if not held.valid_from <= valid_to <= timezone.localdate(now):
        raise Invalid(f"结束日期应在{held.valid_from}与今天之间。", "valid_to")
    if held.role == ResponsibilityRole.CHIEF and project.needs_chief and not reason.strip():
        raise Invalid("本项目应有首席责任人：请直接指定新的首席责任人；确需暂时空缺的，请写明理由。", "reason")
    _end(held, valid_to, now=now)
    before = str(held.officer)
    _record(Act.END_RESPONSIBILITY, project, held, before=before, after="", why=reason.strip(), by=by, now=now)
    return held


def _check_over(role: str, valid_from: date, valid_to: date, *, now: datetime) -> None:
    """A part told afterwards lies behind us. Not that of a chief: who was it when follows from who came after whom."""
    if role == ResponsibilityRole.CHIEF:
        raise Invalid("首席责任人不能补录已结束的一段：请按先后逐任指定，前任随接任结束。", "valid_to")
    if not valid_from <= valid_to <= timezone.localdate(now):
        raise Invalid(f"结束日期应在{valid_from}与今天之间。", "valid_to")


def _held(project: Project, role: str, officer: Officer, valid_from: date, valid_to: date | None) -> bool:
    """Does the officer hold this part now; of one that is over, did he at any time in between?"""
    same = project.responsibilities.filter(role=role, officer=officer)
    if valid_to is None:
        return same.current().exists()
    return same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), valid_from__lte=valid_to).exists()


def locked_part(responsibility_id: UUID, *, by: Officer) -> tuple[Project, Responsibility]:
    """The part under the lock of its project, which every writer takes first."""
    known = one_or_none(Responsibility.objects.filter(pk=responsibility_id))
    if known is None:
        raise NotFound()
    project = locked_project(known.project_id, by=by)
    held = Responsibility.objects.select_for_update(of=("self",), no_key=True).select_related("officer")
    return project, held.get(pk=responsibility_id)


def _post_and_officer(post: Post | None, officer: Officer | None, on: date) -> tuple[Post | None, Officer]:
    if officer is None and post is None:
        raise Invalid("请选择职务或人员。", "officer")
    if officer is None and post is not None:
        officer = post.holder_on(on)
        if officer is None:
            raise Invalid(f"“{post}”在{on}无人任职，请先登记任职。", "post")
    if post is None and officer is not None:
        post = post_of(officer, on=on)
    assert officer is not None
    if not officer.is_active:
        raise Invalid(f"{officer}的账号已停用，不能承担责任，请另选人员。", "officer")
    if post is not None and post.holder_on(on) != officer:
        raise Invalid(f"{officer}在{on}并不担任“{post}”，请核对任职记录。", "post")
    return post, officer


def post_of(officer: Officer, *, on: date) -> Post | None:
    """The post by which ``officer`` takes a part on ``on``: the one as 主要负责人 before others, of no ended unit."""
    held = Tenure.objects.current_on(on).filter(officer=officer).exclude(post__organisation__valid_to__lt=on)
    tenure = held.select_related("post__organisation").order_by("-post__is_principal", "valid_from").first()
    return tenure.post if tenure else None


def check_chief(post: Post | None, reason: str) -> None:
    """By post; with a reason where it is not that of the 主要负责人."""
    if post is None:
        raise Invalid("首席责任人按职务确定，请先登记此人的任职。", "post")
    if not post.is_principal and not reason.strip():
        raise Invalid("首席责任人原则上由主要负责人担任；由他人担任时请写明理由。", "reason")


def _end_current_chief(project: Project, officer: Officer, valid_from: date, *, why: str, now: datetime) -> str:
    """The name of the chief who ends, or nothing when there is none."""
    chiefs = project.responsibilities.chiefs()
    current = chiefs.current().select_for_update(of=("self",), no_key=True).select_related("officer").first()
    if current is None:
        last = chiefs.order_by("-valid_to").first()
        if last is not None and last.valid_to is not None and valid_from < last.valid_to:
            raise Invalid(f"上一任任至{last.valid_to}，新任起始日期不能更早。", "valid_from")
        return ""
    if current.officer_id == officer.pk:
        raise Conflict(f"{officer}已是本项目首席责任人，无需重复指定。")
    if valid_from < current.valid_from:
        raise Invalid(f"新任起始日期不能早于现任起始日期{current.valid_from}。", "valid_from")
    if not why:
        raise Invalid(f"更换首席责任人（现为{current.officer}）请填写依据文件或理由。", "basis")
    _end(current, max(current.valid_from, valid_from - ONE_DAY), now=now)
    return str(current.officer)


def _give(
    project: Project,
    role: str,
    officer: Officer,
    post: Post | None,
    valid_from: date,
    *,
    basis: str,
    reason: str,
    by: Officer,
    now: datetime,
) -> Responsibility:
    return Responsibility.objects.create(
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


def _end(responsibility: Responsibility, valid_to: date, *, now: datetime) -> None:
    responsibility.valid_to = valid_to
    responsibility.version += 1
    responsibility.updated_at = now
    responsibility.save(update_fields=["valid_to", "version", "updated_at"])


def _record(
    act: Act,
    project: Project,
    responsibility: Responsibility,
    *,
    before: str,
    after: str,
    why: str,
    by: Officer,
    now: datetime,
) -> None:
    label, role = responsibility.get_role_display(), responsibility.role
    Change.objects.create(
        project=project, at=now, by=by, field=role, label=label, before=before, after=after, why=why[:200]
    )
    since = responsibility.valid_to or responsibility.valid_from
    record(act, project, by=by, now=now, changes=[Difference(role, label, before, after)], detail=f"{since}；{why}")
    save_version(project, now=now)
