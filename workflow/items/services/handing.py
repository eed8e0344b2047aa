"""Handover to another unit under 首问负责: the first unit stays responsible until the other has accepted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotAllowed
from projects.people.models import Officer, Organisation
from workflow.items.acts import Act
from workflow.items.kinds import Answer, EventKind
from workflow.items.models import Handover, Item
from workflow.items.moves import Move
from workflow.items.policies import check_may_handle, speaks_for
from workflow.items.services.handling import name_officer
from workflow.items.services.keeping import checked_text, keep_event, locked_item, moved, save_item


@audited()
def hand_over(
    item_id: UUID, *, to_unit: Organisation, note: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Item:
    """Ask another unit to take the item over, with the reason. Nothing changes until it answers."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    check_may_handle(item, by)
    moved(item, Move.HAND_OVER)
    if item.handovers.filter(answer=Answer.NONE).exists():
        raise Conflict("这件事项已有一项移交等待答复，请等它有结果后再移交。", "handover_open")
    if to_unit == item.lead:
        raise Invalid("接收单位就是现在的牵头单位，请改选单位。", "to_unit")
    if to_unit.is_ended_on(timezone.localdate(now)):
        raise Invalid(f"{to_unit}已撤并，请改选承接单位。", "to_unit", "ended_unit")
    note = checked_text(note, "移交理由", "note", 500)
    Handover.objects.create(item=item, from_unit=item.lead, to_unit=to_unit, reason=note, asked_by=by, asked_at=now)
    save_item(item, now=now)
    detail = f"{item.lead.label} → {to_unit.label}，接收前仍由{item.lead.label}负责"
    keep_event(item, EventKind.HANDOVER_ASKED, by=by, now=now, unit=item.lead, detail=detail, note=note)
    record(Act.HAND_OVER, item, by=by, now=now, detail=f"{detail}　{note}")
    return item


@audited()
def answer_handover(
    item_id: UUID,
    *,
    accepts: bool,
    by: Officer,
    now: datetime,
    note: str = "",
    officer: Officer | None = None,
    expected_version: int | None = None,
) -> Item:
    """Take it over, which is also to sign for it, or refuse with the reason: then it stays where it is."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    asked = item.handovers.filter(answer=Answer.NONE).select_related("from_unit", "to_unit").first()
    if asked is None:
        raise Conflict("这件事项没有等待答复的移交，请刷新后查看。", "no_handover")
    if not speaks_for(by, asked.to_unit):
        raise NotAllowed(f"移交由{asked.to_unit.label}答复，请由该单位的人员操作。", "not_receiver")
    if asked.asked_by_id == by.pk:
        raise NotAllowed("您提出的移交须由接收单位的另一人答复。", "four_eyes")
    note = checked_text(note, "答复意见", "note", 500, is_needed=not accepts)
    asked.answer, asked.answered_by, asked.answered_at = Answer.YES if accepts else Answer.NO, by, now
    asked.note = note
    asked.save()
    return _accepted(item, asked, officer, by=by, now=now) if accepts else _refused(item, asked, by=by, now=now)


def _accepted(item: Item, asked: Handover, officer: Officer | None, *, by: Officer, now: datetime) -> Item:
    before = moved(item, Move.TAKE_OVER)
    item.lead = asked.to_unit
    item.officer = None if item.officer and not speaks_for(item.officer, item.lead) else item.officer
    named = name_officer(item, officer)
    item.signed_by, item.signed_at = by, now
    save_item(item, now=now)
    detail = f"牵头单位 {asked.from_unit.label} → {asked.to_unit.label}" + (f"，{named}" if named else "")
    kind = EventKind.HANDED_OVER
    keep_event(item, kind, by=by, now=now, before=before, unit=item.lead, detail=detail, note=asked.note)
    changes = [Difference("lead", "牵头单位", str(asked.from_unit), str(asked.to_unit))]
    record(Act.ANSWER_HANDOVER, item, by=by, now=now, changes=changes, detail=asked.note)
    return item


def _refused(item: Item, asked: Handover, *, by: Officer, now: datetime) -> Item:
    save_item(item, now=now)
    detail = f"仍由{asked.from_unit.label}负责"
    keep_event(item, EventKind.HANDOVER_REFUSED, by=by, now=now, unit=asked.to_unit, detail=detail, note=asked.note)
    record(Act.ANSWER_HANDOVER, item, by=by, now=now, detail=f"不接收：{asked.note}")
    return item
