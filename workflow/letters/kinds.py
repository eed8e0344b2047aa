"""The words of escalation 督办 (domain.md 7; practice.md 3.3 and 3.4)."""

from __future__ import annotations

from django.db import models


class LetterKind(models.TextChoices):
    """What goes out. Letters 函 are about the light of a project, slips 单 about an item."""

    REMINDER = "reminder", "提醒函"
    SUPERVISION = "supervision", "督办函"
    TALK = "talk", "约谈通知"
    ASSIGNMENT = "assignment", "交办单"
    URGE = "urge", "催办单"
    SLIP = "slip", "督办单"


SLIPS = frozenset({LetterKind.ASSIGNMENT, LetterKind.URGE, LetterKind.SLIP})
"""Forms of one page, not letters."""


class Colour(models.TextChoices):
    """Colour of a slip where a city has coloured ones (华亭, 三明); none elsewhere."""

    NONE = "", "不分颜色"
    BLUE = "blue", "蓝色"
    YELLOW = "yellow", "黄色"
    ORANGE = "orange", "橙色"
    RED = "red", "红色"


class Trigger(models.TextChoices):
    """What a rung answers to. ``days`` of the rung means what the label says; it is 0 where the label has no number."""

    YELLOW = "yellow", "项目亮黄灯"
    RED = "red", "项目亮红灯"
    TWO_YELLOWS = "two_yellows", "连续两个月月末亮黄灯（或红灯）"
    TWO_REDS = "two_reds", "连续两个月月末亮红灯"
    RED_LONG = "red_long", "红灯超过 N 天"
    ITEM_UNSIGNED = "item_unsigned", "交办事项超过 N 个工作日未签收"
    ITEM_LATE = "item_late", "交办事项逾期 N 个工作日"
    NO_REPLY = "no_reply", "上一级函件到期超过 N 个工作日未回复"


OF_LIGHTS = frozenset({Trigger.YELLOW, Trigger.RED, Trigger.TWO_YELLOWS, Trigger.TWO_REDS, Trigger.RED_LONG})
OF_ITEMS = frozenset({Trigger.ITEM_UNSIGNED, Trigger.ITEM_LATE})
WITH_DAYS = frozenset({Trigger.RED_LONG, Trigger.ITEM_UNSIGNED, Trigger.ITEM_LATE, Trigger.NO_REPLY})


class To(models.TextChoices):
    """Whom a letter is for. Without a chief, or without a holder of the post, it goes to the unit."""

    LEAD = "lead", "牵头单位"
    CHIEF = "chief", "首席责任人"
    HEAD = "head", "单位主要负责人"


class SignedBy(models.TextChoices):
    """Who signs 签发; never whoever sent it to be signed."""

    LEADER = "leader", "领导"
    OFFICE = "office", "调度办公室另一人"


class Days(models.TextChoices):
    """In which days a term is counted."""

    WORKING = "working", "工作日"
    CALENDAR = "calendar", "自然日"


class LetterState(models.TextChoices):
    """Life of a letter."""

    PROPOSED = "proposed", "规则建议"
    DRAFT = "draft", "起草中"
    SIGNING = "signing", "待签发"
    SENT = "sent", "待签收"
    RECEIVED = "received", "待回复"
    ANSWERED = "answered", "待审核"
    RETURNED = "returned", "回复退回"
    ACCEPTED = "accepted", "已采纳"
    FILED = "filed", "已归档"
    DROPPED = "dropped", "未发出"


OPEN_DRAFTS = (LetterState.PROPOSED, LetterState.DRAFT)
UNSENT = (*OPEN_DRAFTS, LetterState.SIGNING, LetterState.DROPPED)
"""Nobody outside the office knows of these."""
ISSUED = (
    LetterState.SENT,
    LetterState.RECEIVED,
    LetterState.ANSWERED,
    LetterState.RETURNED,
    LetterState.ACCEPTED,
    LetterState.FILED,
)
OWES_ANSWER = (LetterState.SENT, LetterState.RECEIVED, LetterState.RETURNED)
"""The unit has to do something."""


class EntryKind(models.TextChoices):
    """What happened to a letter."""

    PROPOSED = "proposed", "规则提出建议"
    LAPSED = "lapsed", "建议失效"
    DRAFTED = "drafted", "起草"
    EDITED = "edited", "修改"
    DROPPED = "dropped", "不予发函"
    SUBMITTED = "submitted", "送签"
    RECALLED = "recalled", "撤回送签"
    REFUSED = "refused", "签发退回修改"
    SIGNED = "signed", "签发并送达"
    RECEIVED = "received", "签收"
    ANSWERED = "answered", "回复"
    ACCEPTED = "accepted", "采纳"
    RETURNED = "returned", "退回重新回复"
    FILED = "filed", "归档"
    TALKED = "talked", "登记约谈记录"


class Verdict(models.TextChoices):
    """The office's answer to an answer."""

    ACCEPTED = "accepted", "采纳"
    RETURNED = "returned", "退回"


class Format(models.TextChoices):
    """In which a signed letter is kept."""

    PDF = "pdf", "版式文件（pdf）"
    DOCX = "docx", "可编辑文件（docx）"
