"""The lead unit's side: sign for the item, reply, let co-operating units reply, ask for the closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotAllowed
from projects.people.models import Officer
from workflow.items.acts import Act
from workflow.items.kinds import NAMES, EventKind
from workflow.items.lateness import late_days
from workflow.items.models import Item
from workflow.items.moves import IN_HAND, ItemState, Move
from workflow.items.policies import check_may_handle, joint_of, speaks_for
from workflow.items.services.keeping import checked_text, keep_event, locked_item, moved, save_item


@audited()
def sign_item(
    item_id: UUID,
    *,
    by: Officer,
    now: datetime,
    note: str = "",
    officer: Officer | None = None,
    expected_version: int | None = None,
) -> Item:
    """Sign for the item 签收; ``officer``: who of the lead unit answers for it from now on."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    check_may_handle(item, by)
    before = moved(item, Move.SIGN)
    note = checked_text(note, "签收意见", "note", is_needed=False)
    detail = name_officer(item, officer)
    item.signed_by, item.signed_at = by, now
    save_item(item, now=now)
    keep_event(item, EventKind.SIGNED, by=by, now=now, before=before, unit=item.lead, detail=detail, note=note)
    record(Act.SIGN, item, by=by, now=now, changes=_state(before, item), detail=note)
    return item


@audited()
def change_officer(
    item_id: UUID,
    *,
    officer: Officer | None,
    by: Officer,
    now: datetime,
    note: str = "",
    expected_version: int | None = None,
) -> Item:
    """Another of the lead unit's people answers for the item 更换责任人, as when a colleague moves on."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    check_may_handle(item, by)
    moved(item, Move.NAME)
    note = checked_text(note, "更换原因", "note", is_needed=False)
    before, detail = item.officer, name_officer(item, officer)
    if not detail:
        raise Invalid("请选择与现责任人不同的人员。", "officer", "required")
    save_item(item, now=now)
    keep_event(item, EventKind.NAMED, by=by, now=now, unit=item.lead, detail=detail, note=note)
    told = Difference("officer", "责任人", before.name if before else "", item.officer.name if item.officer else "")
    record(Act.NAME_OFFICER, item, by=by, now=now, changes=[told], detail=note)
    return item


def name_officer(item: Item, officer: Officer | None) -> str:
    """The responsible officer, one of the lead unit's people; answers what changed, in words."""
    if officer is None or officer == item.officer:
        return ""
    if not officer.is_active or not speaks_for(officer, item.lead):
        raise Invalid(f"{officer.name}不是{item.lead.label}的在岗人员，请改选责任人。", "officer")
    item.officer = officer
    return f"{NAMES}{officer.name}"


@audited()
def reply_item(
    item_id: UUID,
    *,
    note: str,
    by: Officer,
    now: datetime,
    files: Sequence[UploadedFile] = (),
    expected_version: int | None = None,
) -> Item:
    """A reply with evidence: of the lead unit in the thread, or of a co-operating unit to the lead unit."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    joint = joint_of(item, by)
    if joint and not speaks_for(by, item.lead):
        return _reply_jointly(item, joint[0].pk, note=note, by=by, now=now, files=files)
    check_may_handle(item, by)
    moved(item, Move.REPLY)
    note = checked_text(note, "办理情况", "note")
    save_item(item, now=now)
    keep_event(item, EventKind.REPLIED, by=by, now=now, unit=item.lead, note=note, files=files)
    record(Act.REPLY, item, by=by, now=now, detail=note)
    return item


def _reply_jointly(
    item: Item, unit_id: UUID, *, note: str, by: Officer, now: datetime, files: Sequence[UploadedFile]
) -> Item:
    if item.state not in IN_HAND:
        raise Conflict(f"事项目前是“{item.get_state_display()}”，不再收配合单位的回复。", "item_state")
    note = checked_text(note, "办理情况", "note")
    joint = item.joint_units.select_related("organisation").get(organisation=unit_id)
    joint.replied_at = now
    joint.save(update_fields=["replied_at"])
    save_item(item, now=now)
    unit = joint.organisation
    keep_event(item, EventKind.JOINT_REPLIED, by=by, now=now, unit=unit, note=note, files=files)
    record(Act.REPLY, item, by=by, now=now, detail=f"{unit.label}：{note}")
    return item


@audited()
def submit_item(
    item_id: UUID,
    *,
    note: str,
    by: Officer,
    now: datetime,
    files: Sequence[UploadedFile] = (),
    expected_version: int | None = None,
) -> Item:
    """The lead unit answers for all and asks for the closing 报请核销. Units that have not replied stand in the thread.

    ``Conflict`` while a handover waits: it must be clear who answers.
    """
    item = locked_item(item_id, by=by, expected_version=expected_version)
    if not speaks_for(by, item.lead) and item.officer_id != by.pk:
        raise NotAllowed(f"由牵头单位{item.lead.label}汇总后报请核销，配合单位请用“办理回复”。", "not_lead")
    check_may_handle(item, by)
    before = moved(item, Move.SUBMIT)
    if item.handovers.filter(answer="").exists():
        raise Conflict("事项正在移交，请等接收单位答复后再报请核销。", "handover_open")
    note = checked_text(note, "办理结果", "note")
    today = timezone.localdate(now)
    # a long-term item has no running deadline
    item.late_days = 0 if before == ItemState.LONG_TERM else late_days(item.due_on, today)
    item.review_on = None
    item.submitted_by, item.submitted_at = by, now
    save_item(item, now=now)
    detail = _silent(item)
    keep_event(
        item, EventKind.SUBMITTED, by=by, now=now, before=before, unit=item.lead, detail=detail, note=note, files=files
    )
    record(Act.SUBMIT, item, by=by, now=now, changes=_state(before, item), detail=note)
    return item


def _silent(item: Item) -> str:
    silent = item.joint_units.filter(replied_at__isnull=True).exclude(organisation=item.lead_id)
    units = [one.organisation.label for one in silent.select_related("organisation")]
    return f"配合单位尚未回复：{'、'.join(units)}" if units else ""


def _state(before: str, item: Item) -> list[Difference]:
    return [Difference("state", "状态", str(ItemState(before).label), str(item.get_state_display()))]
