"""Passing an item up 上报市级、省级协调, and tracking the reply; a body outside the system answers by letter."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotAllowed
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from projects.progress.levels import level_of
from projects.rows import one_or_none
from workflow.items.acts import Act
from workflow.items.kinds import EventKind, UpLevel
from workflow.items.models import Item, Referral
from workflow.items.moves import Move
from workflow.items.policies import may_answer_up, may_handle, may_run, speaks_for
from workflow.items.services.keeping import checked_text, keep_event, locked_item, moved, save_item

_ORDER = {"": 0, "district": 1, "city": 2, "province": 3}


@audited()
def pass_up(
    item_id: UUID,
    *,
    level: str,
    note: str,
    by: Officer,
    now: datetime,
    to_unit: Organisation | None = None,
    to_name: str = "",
    letter_no: str = "",
    expected_version: int | None = None,
) -> Item:
    """Ask the city or the province for co-ordination. ``note``: what for. The item stays where it is."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    if not (may_handle(item, by) or may_run(item.issuer, by)):
        raise NotAllowed(f"由牵头单位{item.lead.label}或交办单位{item.issuer.label}的调度办公室上报。")
    moved(item, Move.PASS_UP)
    to_name, letter_no = _line(to_name, "系统外单位", "to_name", 80), _line(letter_no, "上报文号", "letter_no", 60)
    _check_level(item, level, to_unit, to_name)
    need = checked_text(note, "请求协调事项", "note", 1000)
    if item.referrals.filter(level=level, replied_at__isnull=True).exists():
        raise Conflict(f"这件事项已上报{UpLevel(level).label}，正等答复，不能重复上报。", "referred")
    said = {"to_unit": to_unit, "to_name": to_name, "letter_no": letter_no}
    made = Referral.objects.create(item=item, level=level, need=need, by=by, at=now, **said)
    save_item(item, now=now)
    detail = f"{made.get_level_display()}：{made.to_label}" + (f"，{letter_no}" if letter_no else "")
    keep_event(item, EventKind.PASSED_UP, by=by, now=now, detail=detail, note=need)
    record(Act.PASS_UP, item, by=by, now=now, detail=f"{detail}　{need}")
    return item


def _check_level(item: Item, level: str, to_unit: Organisation | None, to_name: str) -> None:
    if level not in UpLevel.values:
        raise Invalid("请选择上报市级还是省级协调。", "level")
    if _ORDER[level] <= _ORDER[level_of(item.issuer)]:
        raise Invalid(f"{item.issuer.label}交办的事项只能上报更高一级协调，请改选层级。", "level")
    if (to_unit is None) == (not to_name):
        raise Invalid("请选择请求协调的单位；不在本系统的，填写其名称。两项只填一项。", "to_unit")
    if to_unit is not None and level_of(to_unit) != level:
        raise Invalid(f"“{to_unit}”不是{UpLevel(level).label}的单位，请改选单位或层级。", "to_unit")


@audited()
def answer_up(
    referral_id: UUID,
    *,
    note: str,
    by: Officer,
    now: datetime,
    reply_letter_no: str = "",
    replied_on: date | None = None,
    expected_version: int | None = None,
) -> Item:
    """The reply: by the unit that was asked, or typed in from its letter, whose number must then be given."""
    known = one_or_none(Referral.objects.filter(pk=referral_id, item__in=Item.objects.visible_to(by)))
    if known is None:
        raise Conflict("没有找到这项上报，请刷新后查看。", "no_referral")
    item = locked_item(known.item_id, by=by, expected_version=expected_version)
    asked = Referral.objects.select_related("to_unit").get(pk=referral_id)
    if not may_answer_up(asked, item, by):
        raise NotAllowed(f"由{asked.to_label}答复，或由上报单位登记其来文。")
    if asked.replied_at is not None:
        raise Conflict("这项上报已经登记答复，请刷新后查看。", "answered")
    moved(item, Move.ANSWER_UP)
    own = asked.to_unit is not None and speaks_for(by, asked.to_unit)
    letter = _line(reply_letter_no, "答复文号", "reply_letter_no", 60)
    if not letter and not own:
        raise Invalid("登记来文答复须填写答复文号。", "reply_letter_no", "required")
    asked.reply = checked_text(note, "答复内容", "note", 1000)
    asked.reply_letter_no, asked.replied_on = letter, _day(replied_on, asked, timezone.localdate(now))
    asked.replied_by, asked.replied_at = by, now
    asked.save()
    save_item(item, now=now)
    detail = f"{asked.to_label}　{asked.replied_on:%Y-%m-%d}" + (f"　{letter}" if letter else "")
    keep_event(item, EventKind.ANSWERED_UP, by=by, now=now, detail=detail, note=asked.reply)
    record(Act.ANSWER_UP, item, by=by, now=now, detail=f"{detail}　{asked.reply}")
    return item


def _day(replied_on: date | None, asked: Referral, today: date) -> date:
    if replied_on is None:
        return today
    check_plausible(replied_on, "replied_on")
    if not timezone.localdate(asked.at) <= replied_on <= today:
        raise Invalid("答复日期应在上报日至今天之间。", "replied_on")
    return replied_on


def _line(text: str, label: str, field: str, most: int) -> str:
    return checked_text(check_line(text, label, field), label, field, most, is_needed=False)
