"""What reminders are grouped by, what an office says about a group, what a person may choose. Pure."""

from __future__ import annotations

from django.db import models


class Topic(models.TextChoices):
    """A group of reminders that people understand."""

    MEETING = "meeting", "会议"
    PAPERS = "papers", "会议材料与纪要"
    CLAIM = "claim", "认定与变更"
    PROJECT = "project", "项目进展与亮灯"
    ITEM = "item", "交办事项"
    LETTER = "letter", "督办函件"
    REPORT = "report", "信息报送"
    CHIEF = "chief", "首席责任人与交接"
    CLASH = "clash", "首报争议与移交"
    SYSTEM = "system", "系统"


class Policy(models.TextChoices):
    """What an office says about the reminders of a topic that are not mandatory by themselves."""

    MUST = "must", "必发"
    IMMEDIATE = "immediate", "可选，默认即时"
    DIGEST = "digest", "可选，默认每日汇总"
    OFF = "off", "停用（只发站内信）"


class Choice(models.TextChoices):
    """How a person gets the reminders of a topic. The message inside is there in any case."""

    IMMEDIATE = "immediate", "即时"
    DIGEST = "digest", "每日汇总"
    INBOX = "inbox", "只看站内信"


FIXED = (Policy.MUST, Policy.OFF)
"""Policies that leave nothing to choose."""


class Quiet(models.TextChoices):
    """Why a reminder has no message of its own beside the one inside. Stable: it stays with the reminder."""

    NONE = "", "单独发送"
    OWN_INBOX = "own_inbox", "按本人设置只发站内信"
    OFFICE_OFF = "office_off", "按单位设置停用，只发站内信"
    OWN_DIGEST = "own_digest", "按本人设置并入每日汇总"
    OFFICE_DIGEST = "office_digest", "按单位设置并入每日汇总"


DIGESTED = (Quiet.OWN_DIGEST, Quiet.OFFICE_DIGEST)
