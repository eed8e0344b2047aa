"""Words of the thread and of the rows beside an item."""

from __future__ import annotations

from django.db import models


class EventKind(models.TextChoices):
    """What happened to an item."""

    ISSUED = "issued", "交办"
    SIGNED = "signed", "签收"
    NAMED = "named", "更换责任人"
    REPLIED = "replied", "办理回复"
    JOINT_REPLIED = "joint_replied", "配合单位回复"
    SUBMITTED = "submitted", "报请核销"
    RETURNED = "returned", "退回"
    CLOSED = "closed", "销号"
    EXTENSION_ASKED = "ext_asked", "申请延期"
    EXTENDED = "extended", "同意延期"
    NOT_EXTENDED = "not_extended", "不同意延期"
    DEFERRED = "deferred", "转长期"
    REVIEWED = "reviewed", "长期复核"
    RESUMED = "resumed", "恢复限期办理"
    HANDOVER_ASKED = "over_asked", "申请移交"
    HANDED_OVER = "handed_over", "接收移交"
    HANDOVER_REFUSED = "over_refused", "不接收移交"
    URGED = "urged", "催办"
    PASSED_UP = "passed_up", "上报协调"
    ANSWERED_UP = "answered_up", "上级答复"
    VERIFIED = "verified", "核实有效"
    REOPENED = "reopened", "重新交办"
    VOIDED = "voided", "撤销交办"


NAMES = "责任人："
"""How the detail of an event says that it named who answers for the item."""

HANDLING = (
    *(EventKind.SIGNED, EventKind.NAMED, EventKind.REPLIED, EventKind.JOINT_REPLIED),
    *(EventKind.SUBMITTED, EventKind.HANDED_OVER),
)
"""Whoever did one of these has handled the item, and neither closes it nor checks its result."""


class Answer(models.TextChoices):
    """An answer to an extension or a handover."""

    NONE = "", "待答复"
    YES = "yes", "同意"
    NO = "no", "不同意"


class UpLevel(models.TextChoices):
    """To whom an item is passed up."""

    CITY = "city", "市级协调"
    PROVINCE = "province", "省级协调"


class Light(models.TextChoices):
    """Colour of an item on a day (practice.md 3.4)."""

    GREEN = "green", "正常"
    BLUE = "blue", "即将到期"
    YELLOW = "yellow", "逾期"
    RED = "red", "严重逾期"
    GREY = "grey", "长期事项"
    NONE = "none", "已销号"


class Asks(models.TextChoices):
    """What an item wants from an officer."""

    SIGN = "sign", "待签收"
    WORK = "work", "待办理"
    TAKE_OVER = "take_over", "待接收移交"
    JOIN = "join", "待配合回复"
    CHECK = "check", "待核销"
    EXTENSION = "extension", "待答复延期"
    REVIEW = "review", "长期事项到期复核"
    RESULT = "result", "待跟踪问效"
    ANSWER = "answer", "待上级答复"
