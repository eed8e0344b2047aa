"""The issuer's side: return, close, check the result, reopen, and make an item long-term. Never by who handled it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.people.models import Officer
from workflow.items.acts import Act
from workflow.items.deadlines import Deadline
from workflow.items.kinds import EventKind
from workflow.items.lateness import Days
from workflow.items.models import Item, numbers_of
from workflow.items.moves import ItemState, Move
from workflow.items.policies import check_may_judge
from workflow.items.services.keeping import checked_text, keep_event, locked_item, moved, save_item


@audited()
def return_item(item_id: UUID, *, note: str, by: Officer, now: datetime, expected_version: int | None = None) -> Item:
    """Not good enough: back to the lead unit with the reason 退回; the deadline goes on running."""
    item = _judged(item_id, by=by, expected_version=expected_version)
    before = moved(item, Move.RETURN)
    note = checked_text(note, "退回理由", "note")
    return _kept(item, Act.RETURN, EventKind.RETURNED, before, by=by, now=now, note=note)


@audited()
def close_item(item_id: UUID, *, note: str, by: Officer, now: datetime, expected_version: int | None = None) -> Item:
    """Closed 销号 by a second person; the result is looked at again after the days that the issuer's rule names."""
    item = _judged(item_id, by=by, expected_version=expected_version)
    before = moved(item, Move.CLOSE)
    note = checked_text(note, "核销意见", "note")
    item.closed_by, item.closed_at = by, now
    today = timezone.localdate(now)
    item.check_due_on = _rolled(today + timedelta(days=numbers_of(item.issuer).check_days))
    detail = f"{item.check_due_on:%Y-%m-%d} 跟踪问效"
    return _kept(item, Act.CLOSE, EventKind.CLOSED, before, by=by, now=now, note=note, detail=detail)


@audited()
def verify_item(
    item_id: UUID,
    *,
    note: str,
    by: Officer,
    now: datetime,
    files: Sequence[UploadedFile] = (),
    expected_version: int | None = None,
) -> Item:
    """The result holds 核实有效 (跟踪问效)."""
    item = _judged(item_id, by=by, expected_version=expected_version)
    before = moved(item, Move.VERIFY)
    if item.verified_at is not None:
        raise Conflict("这件事项已经核实有效，无需重复问效。", "verified")
    note = checked_text(note, "核实情况", "note")
    item.verified_by, item.verified_at = by, now
    return _kept(item, Act.VERIFY, EventKind.VERIFIED, before, by=by, now=now, note=note, files=files)


@audited()
def reopen_item(
    item_id: UUID,
    *,
    note: str,
    deadline: Deadline,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Item:
    """The result does not hold: back to the lead unit with a new deadline. The first one stays visible."""
    item = _judged(item_id, by=by, expected_version=expected_version)
    before = moved(item, Move.REOPEN)
    note = checked_text(note, "重新交办的理由", "note")
    item.due_on = deadline.last_day(timezone.localdate(now))
    item.closed_by = item.closed_at = item.check_due_on = item.verified_by = item.verified_at = None
    item.late_days = 0
    detail = f"新期限 {item.due_on:%Y-%m-%d}"
    return _kept(item, Act.REOPEN, EventKind.REOPENED, before, by=by, now=now, note=note, detail=detail)


@audited()
def defer_item(
    item_id: UUID, *, note: str, review_on: date, by: Officer, now: datetime, expected_version: int | None = None
) -> Item:
    """No end in sight 转长期: the deadline rests, and a review day stands in its place."""
    item = _judged(item_id, by=by, expected_version=expected_version)
    before = moved(item, Move.DEFER)
    note = checked_text(note, "转长期的理由", "note")
    item.review_on = _review_day(review_on, now)
    item.late_days = 0
    detail = f"{item.review_on:%Y-%m-%d} 复核"
    return _kept(item, Act.DEFER, EventKind.DEFERRED, before, by=by, now=now, note=note, detail=detail)


@audited()
def review_item(
    item_id: UUID, *, note: str, review_on: date, by: Officer, now: datetime, expected_version: int | None = None
) -> Item:
    """A long-term item was looked at, and stays one until the next review day."""
    item = _judged(item_id, by=by, expected_version=expected_version)
    before = moved(item, Move.REVIEW)
    note = checked_text(note, "复核情况", "note")
    item.review_on = _review_day(review_on, now)
    detail = f"下次复核 {item.review_on:%Y-%m-%d}"
    return _kept(item, Act.REVIEW, EventKind.REVIEWED, before, by=by, now=now, note=note, detail=detail)


@audited()
def resume_item(
    item_id: UUID,
    *,
    note: str,
    deadline: Deadline,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Item:
    """A long-term item gets a deadline again."""
    item = _judged(item_id, by=by, expected_version=expected_version)
    before = moved(item, Move.RESUME)
    note = checked_text(note, "恢复限期办理的理由", "note")
    item.due_on, item.review_on = deadline.last_day(timezone.localdate(now)), None
    detail = f"期限 {item.due_on:%Y-%m-%d}"
    return _kept(item, Act.RESUME, EventKind.RESUMED, before, by=by, now=now, note=note, detail=detail)


def _judged(item_id: UUID, *, by: Officer, expected_version: int | None) -> Item:
    item = locked_item(item_id, by=by, expected_version=expected_version)
    check_may_judge(item, by)
    return item


def _kept(
    item: Item,
    act: Act,
    kind: str,
    before: str,
    *,
    by: Officer,
    now: datetime,
    note: str,
    detail: str = "",
    files: Sequence[UploadedFile] = (),
) -> Item:
    save_item(item, now=now)
    keep_event(item, kind, by=by, now=now, before=before, unit=item.issuer, detail=detail, note=note, files=files)
    changes = [Difference("state", "状态", str(ItemState(before).label), str(item.get_state_display()))]
    record(act, item, by=by, now=now, changes=changes, detail=f"{detail}　{note}".strip())
    return item


def _review_day(review_on: date, now: datetime) -> date:
    check_plausible(review_on, "review_on")
    if review_on <= timezone.localdate(now):
        raise Invalid("复核日应在今天之后。", "review_on", "past")
    return review_on


def _rolled(on: date) -> date:
    """The first working day from ``on``: a hint for the office, no promise, so it needs no official calendar."""
    days = Days(on)
    return on if days.back(0) == on else days.ahead(0)
