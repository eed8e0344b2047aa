"""What can be done with an item, by whom, and how it is called: pages and API offer the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from projects.errors import Invalid
from projects.people.models import Officer
from workflow.items import services
from workflow.items.deadlines import Deadline
from workflow.items.kinds import Answer
from workflow.items.models import Extension, Item
from workflow.items.moves import IN_HAND, ItemState, Move, is_legal
from workflow.items.policies import joint_of, may_answer_up, may_handle, may_judge, may_run, speaks_for


class Action(models.TextChoices):
    """One thing to do, in the order of the page."""

    SIGN = "sign", "签收"
    ACCEPT = "accept", "接收移交"
    DECLINE = "decline", "不接收移交"
    CLOSE = "close", "销号"
    RETURN = "return", "退回"
    EXTEND = "extend", "同意延期"
    NOT_EXTEND = "not_extend", "不同意延期"
    ANSWER_UP = "answer_up", "登记答复"
    VERIFY = "verify", "核实有效"
    REOPEN = "reopen", "重新交办"
    REPLY = "reply", "办理回复"
    SUBMIT = "submit", "报请核销"
    ASK_EXTENSION = "ask_extension", "申请延期"
    NAME = "name", "更换责任人"
    HAND_OVER = "hand_over", "移交其他单位"
    PASS_UP = "pass_up", "上报协调"
    URGE = "urge", "催办"
    REVIEW = "review", "长期复核"
    RESUME = "resume", "恢复限期办理"
    DEFER = "defer", "转长期"

    @classmethod
    def of(cls, name: str) -> Action:
        """The action of that name, or ``Invalid``."""
        if name not in cls.values:
            raise Invalid("没有这种办理方式，请从页面上的按钮选择。", "action")
        return cls(name)


NOTES: dict[str, tuple[str, bool]] = {
    Action.SIGN: ("签收意见", False),
    Action.ACCEPT: ("接收意见", False),
    Action.DECLINE: ("不接收的理由", True),
    Action.CLOSE: ("核销意见", True),
    Action.RETURN: ("退回理由", True),
    Action.EXTEND: ("答复意见", False),
    Action.NOT_EXTEND: ("不同意的理由", True),
    Action.ANSWER_UP: ("答复内容", True),
    Action.VERIFY: ("核实情况", True),
    Action.REOPEN: ("重新交办的理由", True),
    Action.REPLY: ("办理情况", True),
    Action.SUBMIT: ("办理结果", True),
    Action.ASK_EXTENSION: ("延期理由", True),
    Action.NAME: ("更换原因", False),
    Action.HAND_OVER: ("移交理由", True),
    Action.PASS_UP: ("请求协调事项", True),
    Action.URGE: ("催办意见", False),
    Action.REVIEW: ("复核情况", True),
    Action.RESUME: ("恢复限期办理的理由", True),
    Action.DEFER: ("转长期的理由", True),
}
"""What the words are about, and whether they are needed."""

MORE: dict[str, tuple[str, ...]] = {
    Action.SIGN: ("officer",),
    Action.ACCEPT: ("officer",),
    Action.EXTEND: ("granted_on",),
    Action.ANSWER_UP: ("referral", "reply_letter_no", "replied_on"),
    Action.VERIFY: ("files",),
    Action.REOPEN: ("due_on", "days", "counting"),
    Action.REPLY: ("files",),
    Action.SUBMIT: ("files",),
    Action.ASK_EXTENSION: ("wished_on",),
    Action.NAME: ("officer",),
    Action.HAND_OVER: ("to_unit",),
    Action.PASS_UP: ("level", "to_unit", "to_name", "letter_no"),
    Action.REVIEW: ("review_on",),
    Action.RESUME: ("due_on", "days", "counting"),
    Action.DEFER: ("review_on",),
}
"""Fields besides the words."""


def actions_for(item: Item, by: Officer) -> list[Action]:
    """What ``by`` may do now, the likeliest first."""
    offered = _answers(item, by)
    if may_judge(item, by):
        offered |= _judgements(item, by)
    if may_handle(item, by):
        offered |= _handlings(item)
    if joint_of(item, by) and item.state in IN_HAND:
        offered.add(Action.REPLY)
    if may_run(item.issuer, by):
        offered |= _legal(item, {Action.URGE: Move.URGE, Action.PASS_UP: Move.PASS_UP})
    return [action for action in Action if action in offered]


def _legal(item: Item, moves: Mapping[Action, str]) -> set[Action]:
    return {action for action, move in moves.items() if is_legal(move, item.state)}


def _answers(item: Item, by: Officer) -> set[Action]:
    """To a handover and to what was passed up."""
    found: set[Action] = set()
    asked = item.handovers.filter(answer=Answer.NONE).select_related("to_unit").first()
    if asked and asked.asked_by_id != by.pk and speaks_for(by, asked.to_unit):
        found |= {Action.DECLINE} | _legal(item, {Action.ACCEPT: Move.TAKE_OVER})
    open_ = item.referrals.filter(replied_at__isnull=True).select_related("to_unit")
    if item.is_open and any(may_answer_up(one, item, by) for one in open_):
        found.add(Action.ANSWER_UP)
    return found


def _judgements(item: Item, by: Officer) -> set[Action]:
    found = _legal(
        item,
        {
            Action.CLOSE: Move.CLOSE,
            Action.RETURN: Move.RETURN,
            Action.REOPEN: Move.REOPEN,
            Action.DEFER: Move.DEFER,
            Action.REVIEW: Move.REVIEW,
            Action.RESUME: Move.RESUME,
        },
    )
    if item.state == ItemState.CLOSED and item.verified_at is None:
        found.add(Action.VERIFY)
    asked = Extension.objects.filter(item=item, answer=Answer.NONE).exclude(asked_by=by)
    if is_legal(Move.EXTEND, item.state) and asked.exists():
        found |= {Action.EXTEND, Action.NOT_EXTEND}
    return found


def _handlings(item: Item) -> set[Action]:
    moves = {
        Action.SIGN: Move.SIGN,
        Action.NAME: Move.NAME,
        Action.REPLY: Move.REPLY,
        Action.SUBMIT: Move.SUBMIT,
        Action.ASK_EXTENSION: Move.EXTEND,
        Action.HAND_OVER: Move.HAND_OVER,
        Action.PASS_UP: Move.PASS_UP,
    }
    found = _legal(item, moves)
    if Extension.objects.filter(item=item).exists():
        found.discard(Action.ASK_EXTENSION)
    if item.handovers.filter(answer=Answer.NONE).exists():
        found -= {Action.HAND_OVER, Action.SUBMIT}
    return found


def perform(
    action: str, item_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, version: int | None
) -> Item:
    """Call the service of ``action``. ``values``: ``note`` and the fields that ``MORE`` names."""
    said = {name: values[name] for name in ("note", *MORE.get(action, ())) if name in values}
    if "due_on" in MORE.get(action, ()):
        said = {"note": said.get("note", ""), "deadline": deadline_of(values)}
    known: dict[str, Any] = {"by": by, "now": now, "expected_version": version}
    if action == Action.ANSWER_UP:
        referral = said.pop("referral", None) or _only_referral(item_id)
        return services.answer_up(referral, **said, **known)
    return SERVICES[action](item_id, **FIXED.get(action, {}), **said, **known)


def deadline_of(values: Mapping[str, Any]) -> Deadline:
    """From ``due_on``, or ``days`` and ``counting``."""
    return Deadline(values.get("due_on"), values.get("days"), values.get("counting") or "working")


def _only_referral(item_id: UUID) -> UUID:
    found = Item.objects.get(pk=item_id).referrals.filter(replied_at__isnull=True).order_by("at").first()
    if found is None:
        raise Invalid("这件事项没有等待答复的上报。", "referral")
    return found.pk


FIXED: dict[str, dict[str, bool]] = {
    Action.ACCEPT: {"accepts": True},
    Action.DECLINE: {"accepts": False},
    Action.EXTEND: {"grants": True},
    Action.NOT_EXTEND: {"grants": False},
}
SERVICES: dict[str, Callable[..., Item]] = {
    Action.SIGN: services.sign_item,
    Action.ACCEPT: services.answer_handover,
    Action.DECLINE: services.answer_handover,
    Action.CLOSE: services.close_item,
    Action.RETURN: services.return_item,
    Action.EXTEND: services.decide_extension,
    Action.NOT_EXTEND: services.decide_extension,
    Action.VERIFY: services.verify_item,
    Action.REOPEN: services.reopen_item,
    Action.REPLY: services.reply_item,
    Action.SUBMIT: services.submit_item,
    Action.ASK_EXTENSION: services.ask_extension,
    Action.NAME: services.change_officer,
    Action.HAND_OVER: services.hand_over,
    Action.PASS_UP: services.pass_up,
    Action.URGE: services.urge_item,
    Action.REVIEW: services.review_item,
    Action.RESUME: services.resume_item,
    Action.DEFER: services.defer_item,
}
