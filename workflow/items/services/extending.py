"""The one extension 延期: asked for before the deadline by the lead unit, decided by the issuer's office."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotAllowed
from projects.people.models import Officer
from workflow.items.acts import Act
from workflow.items.kinds import Answer, EventKind
from workflow.items.models import Extension, Item
from workflow.items.moves import Move
from workflow.items.policies import check_may_handle, check_may_judge
from workflow.items.services.keeping import checked_text, keep_event, locked_item, moved, save_item

_ONCE = "每件事项只能申请一次延期，这件已经申请过。确实办不完的，请在期限内回复进展和原因，由交办单位决定是否转长期。"


@audited()
def ask_extension(
    item_id: UUID, *, note: str, wished_on: date, by: Officer, now: datetime, expected_version: int | None = None
) -> Item:
    """Ask for a later day, with the reason. ``Conflict`` once asked before, or once the deadline is over."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    check_may_handle(item, by)
    moved(item, Move.EXTEND)
    today = timezone.localdate(now)
    check_not_asked(item)
    if today > item.due_on:
        raise Conflict("延期须在期限届满前申请，这件事项已经逾期。请抓紧办理并回复进展和原因。", "too_late")
    note = checked_text(note, "延期理由", "note", 500)
    check_plausible(wished_on, "wished_on")
    if wished_on <= item.due_on:
        raise Invalid(f"申请延至的日期应在现期限 {item.due_on:%Y-%m-%d} 之后。", "wished_on")
    said = {"wished_on": wished_on, "reason": note, "asked_by": by, "asked_at": now, "asked_on": today}
    Extension.objects.create(item=item, due_before=item.due_on, **said)
    save_item(item, now=now)
    detail = f"{item.due_on:%Y-%m-%d} → {wished_on:%Y-%m-%d}"
    keep_event(item, EventKind.EXTENSION_ASKED, by=by, now=now, unit=item.lead, detail=detail, note=note)
    record(Act.ASK_EXTENSION, item, by=by, now=now, detail=f"{detail}　{note}")
    return item


def check_not_asked(item: Item) -> None:
    """``Conflict`` for a second extension; behind it stands the key of the table."""
    if Extension.objects.filter(item=item).exists():
        raise Conflict(_ONCE, "extension_once")


@audited()
def decide_extension(
    item_id: UUID,
    *,
    grants: bool,
    by: Officer,
    now: datetime,
    granted_on: date | None = None,
    note: str = "",
    expected_version: int | None = None,
) -> Item:
    """Grant it (to the day that was wished, or to another later one) or refuse it with the reason."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    check_may_judge(item, by)
    moved(item, Move.EXTEND)
    asked = Extension.objects.filter(item=item, answer=Answer.NONE).first()
    if asked is None:
        raise Conflict("这件事项没有待答复的延期申请，请刷新后查看。", "no_extension")
    if asked.asked_by_id == by.pk:
        raise NotAllowed("您申请的延期须由另一人答复，请交给交办单位的其他调度员。", "four_eyes")
    note = checked_text(note, "答复意见", "note", 500, is_needed=not grants)
    asked.answer = Answer.YES if grants else Answer.NO
    asked.granted_on = _granted(asked, granted_on, today=timezone.localdate(now)) if grants else None
    asked.decided_by, asked.decided_at, asked.note = by, now, note
    asked.save()
    return _decided(item, asked, by=by, now=now)


def _granted(asked: Extension, granted_on: date | None, *, today: date) -> date:
    wanted = granted_on or asked.wished_on
    check_plausible(wanted, "granted_on")
    if wanted <= asked.due_before or wanted < today:
        raise Invalid(f"延至的日期应在原期限 {asked.due_before:%Y-%m-%d} 之后，且不早于今天。", "granted_on")
    return wanted


def _decided(item: Item, asked: Extension, *, by: Officer, now: datetime) -> Item:
    changes, detail = [], ""
    if asked.granted_on:
        detail = f"期限 {item.due_on:%Y-%m-%d} → {asked.granted_on:%Y-%m-%d}（原定 {item.original_due_on:%Y-%m-%d}）"
        changes = [Difference("due_on", "办结期限", str(item.due_on), str(asked.granted_on))]
        item.due_on = asked.granted_on
    save_item(item, now=now)
    kind = EventKind.EXTENDED if asked.granted_on else EventKind.NOT_EXTENDED
    keep_event(item, kind, by=by, now=now, unit=item.issuer, detail=detail, note=asked.note)
    record(Act.DECIDE_EXTENSION, item, by=by, now=now, changes=changes, detail=f"{kind.label}　{asked.note}".strip())
    return item
