"""Writes of the room: subjects that scans fail on, and what the duty officer decides about them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from notifications.watch.acts import Act
from notifications.watch.models import ScanFailure
from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotAllowed, NotFound
from projects.people.models import Kind, Officer
from projects.people.roles import Permission
from projects.rows import one_or_none

LONGEST_REASON = 200


def note_failure(family: str, subject: str, error: Exception, *, now: datetime) -> None:
    """A scan failed on ``subject``. Once more of what is known is counted; what was set aside stays so."""
    said = f"{type(error).__name__}: {error}"[:300]
    rows = ScanFailure.objects.filter(family=family, subject=subject)
    if rows.update(error=said, last_at=now, times=F("times") + 1):
        return
    fresh = ScanFailure(family=family, subject=subject, error=said, first_at=now, last_at=now)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:  # another scan was faster
        rows.update(error=said, last_at=now, times=F("times") + 1)


def forget_failures(family: str, *, now: datetime) -> None:
    """The whole family was looked at since: what did not fail at ``now`` is mended, or is no subject any more."""
    ScanFailure.objects.open().filter(family=family, last_at__lt=now).delete()


def set_aside(failure_id: uuid.UUID, *, reason: str, by: Officer, now: datetime) -> ScanFailure:
    """Leave a subject out: its reminders are not made, and it holds nothing up. The reason stays with it."""
    failure = _for_duty(failure_id, by)
    why = _required(reason)
    with audited():
        if not ScanFailure.objects.open().filter(pk=failure.pk).update(set_aside_at=now, set_aside_by=by, reason=why):
            raise Conflict("这个对象已被搁置，请刷新页面查看。")
        record(Act.SET_ASIDE, failure, by=by, now=now, detail=why)
    failure.refresh_from_db()
    return failure


def take_back(failure_id: uuid.UUID, *, reason: str, by: Officer, now: datetime) -> ScanFailure:
    """Look at it again with the next scan, back to when it first failed: what it missed is made good."""
    failure = _for_duty(failure_id, by)
    why = _required(reason)
    with audited():
        aside = ScanFailure.objects.aside().filter(pk=failure.pk)
        if not aside.update(set_aside_at=None, set_aside_by=None, reason="", times=1, last_at=now):
            raise Conflict("这个对象没有被搁置，每次扫描都会重试，请刷新页面查看。")
        record(Act.TAKE_BACK, failure, by=by, now=now, detail=why)
    failure.refresh_from_db()
    return failure


def _required(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise Invalid("请写明理由，例如“对象已删除，不再需要提醒”“已修正数据”。", "reason")
    if len(said) > LONGEST_REASON:
        raise Invalid(f"理由最多 {LONGEST_REASON} 个字，请写得简短些。", "reason")
    return said


def is_on_duty(officer: Officer) -> bool:
    """The city's dispatch office and system administrators answer for the whole; other dispatchers for their part."""
    root = officer.scope_root
    of_whole = root is not None and root.kind in (Kind.CITY, Kind.PROVINCE)
    return officer.may(Permission.PEOPLE_WRITE) or (of_whole and officer.may(Permission.DISPATCH_WRITE))


def _for_duty(failure_id: uuid.UUID, by: Officer) -> ScanFailure:
    if not is_on_duty(by):
        raise NotAllowed("扫描失败的对象由市级调度办公室和系统管理员处置，请联系他们。")
    failure = one_or_none(ScanFailure.objects.filter(pk=failure_id))
    if failure is None:
        raise NotFound("没有找到，可能已经恢复正常。")
    return failure
