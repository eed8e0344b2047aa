"""Decisions over the rules: adjusting a light by hand, and exempting from it by force majeure with a second person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.models import Evidence, Project
from projects.ledger.policies import check_may_write
from projects.ledger.services import locked_project
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.lights.acts import Act
from workflow.lights.colours import GREEN, LABELS
from workflow.lights.models import DecreeKind, LightDecree
from workflow.lights.models.decrees import COLOURS
from workflow.lights.policies import check_may_decide, check_second_person
from workflow.lights.services.choosing import checked_reason

LONGEST = timedelta(days=366)


@audited()
def adjust_light(
    project_id: UUID, *, colour: str, reason: str, until_on: date, by: Officer, now: datetime
) -> LightDecree:
    """人工调整: the office sets the light itself, with a reason and until a day (included). In force at once."""
    project = _pursued(project_id, by=by)
    check_may_decide(project, by)
    if colour not in dict(COLOURS):
        raise Invalid("请选择绿灯、黄灯或红灯。", "colour")
    made = LightDecree.objects.create(
        project=project,
        kind=DecreeKind.MANUAL,
        colour=colour,
        reason=checked_reason(reason),
        until_on=_checked_end(until_on, now=now),
        asked_by=by,
        asked_at=now,
        in_force_at=now,
    )
    _record(Act.ADJUST, made, by=by, now=now, before="", after=LABELS[colour])
    return made


@audited()
def ask_exemption(
    project_id: UUID, *, reason: str, basis: Evidence | None, until_on: date, by: Officer, now: datetime
) -> LightDecree:
    """不可抗力豁免: a unit of the project asks, with the document it rests on; the office decides."""
    project = _pursued(project_id, by=by)
    check_may_write(project, by)
    if basis is None or basis.project_id != project.pk or basis.withdrawn_at is not None:
        raise Invalid("请选择依据文件；没有的，请先在“佐证”中上传。", "basis", "basis_required")
    made = LightDecree(
        project=project,
        kind=DecreeKind.EXEMPT,
        colour=GREEN,
        reason=checked_reason(reason),
        basis=basis,
        until_on=_checked_end(until_on, now=now),
        asked_by=by,
        asked_at=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as refused:
        if not LightDecree.objects.waiting().filter(project=project).exists():
            raise
        raise Conflict("本项目已有一项待审定的豁免申请，请等它办结。", "open_exemption") from refused
    _record(Act.ASK, made, by=by, now=now, before="", after="待审定")
    return made


@audited()
def approve_exemption(
    decree_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None
) -> LightDecree:
    """A second person of the office grants it: from now on the rules do not speak until its last day."""
    decree = _waiting(decree_id, by=by, expected_version=expected_version)
    if decree.until_on < timezone.localdate(now):
        raise Conflict(f"申请的有效期{decree.until_on}已过，请退回并请申请单位重新提出。")
    decree.decided_by, decree.in_force_at = by, now
    _save(decree)
    _record(Act.APPROVE, decree, by=by, now=now, before="待审定", after="执行中")
    return decree


@audited()
def refuse_exemption(
    decree_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> LightDecree:
    """Not granted; the reason is told to whoever asked."""
    decree = _waiting(decree_id, by=by, expected_version=expected_version)
    decree.decided_by = by
    _close(decree, why, by=by, now=now)
    _record(Act.REFUSE, decree, by=by, now=now, before="待审定", after="未同意")
    return decree


@audited()
def lift_decree(
    decree_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> LightDecree:
    """End one in force before its last day: the rules speak again at once."""
    decree = _locked(decree_id, by=by, expected_version=expected_version)
    check_may_decide(decree.project, by)
    if decree.in_force_at is None or decree.closed_at is not None:
        raise Conflict("这项调整不在执行中，无需解除，请刷新后查看。", "decree_state")
    _close(decree, why, by=by, now=now)
    _record(Act.LIFT, decree, by=by, now=now, before="执行中", after="已解除")
    return decree


def _pursued(project_id: UUID, *, by: Officer) -> Project:
    project = locked_project(project_id, by=by)
    if not project.is_open:
        raise Conflict("项目不在推进中，不计亮灯，无需调整。", "not_pursued")
    return project


def _locked(decree_id: UUID, *, by: Officer, expected_version: int | None) -> LightDecree:
    """The decree with its project, both locked; the project first, so that nobody waits in a ring."""
    known = one_or_none(LightDecree.objects.visible_to(by).filter(pk=decree_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这项亮灯调整，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    decree = LightDecree.objects.select_for_update(no_key=True).get(pk=decree_id)
    if expected_version is not None and decree.version != expected_version:
        raise Stale()
    decree.project = project
    return decree


def _waiting(decree_id: UUID, *, by: Officer, expected_version: int | None) -> LightDecree:
    decree = _locked(decree_id, by=by, expected_version=expected_version)
    check_may_decide(decree.project, by)
    check_second_person(decree, by)
    if decree.in_force_at is not None or decree.closed_at is not None:
        raise Conflict("这项申请已经办结，请刷新后查看。", "decree_state")
    return decree


def _close(decree: LightDecree, why: str, *, by: Officer, now: datetime) -> None:
    decree.closed_by, decree.closed_at, decree.closed_why = by, now, checked_reason(why)
    _save(decree)


def _save(decree: LightDecree) -> None:
    decree.version += 1
    decree.save()


def _checked_end(until_on: date, *, now: datetime) -> date:
    today = timezone.localdate(now)
    if not today <= until_on <= today + LONGEST:
        raise Invalid("有效期应从今天起，最长一年。", "until_on")
    return until_on


def _record(act: Act, decree: LightDecree, *, by: Officer, now: datetime, before: str, after: str) -> None:
    change = Difference("light", "亮灯", before, after)
    why = decree.closed_why or decree.reason
    record(act, decree.project, by=by, now=now, changes=[change], detail=f"至{decree.until_on}；{why}")
