"""The choices of the room: what a report is about, and what stands in a project's way."""

from __future__ import annotations

from django.db import models

from projects.people.models import Kind


class PeriodKind(models.TextChoices):
    """How long the time is that one report speaks of."""

    WEEK = "week", "周"
    MONTH = "month", "月"


class ProblemKind(models.TextChoices):
    """问题类型 (practice.md 2)."""

    LAND = "land", "用地"
    FUND = "fund", "资金"
    APPROVAL = "approval", "审批"
    LABOUR = "labour", "用工"
    ENERGY = "energy", "能耗"
    OTHER = "other", "其他"


class ProblemLevel(models.TextChoices):
    """Which level must solve it."""

    DISTRICT = "district", "区级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"


LEVELS: tuple[str, ...] = (ProblemLevel.DISTRICT, ProblemLevel.CITY, ProblemLevel.PROVINCE)
"""From below upwards: a level is raised one step at a time."""

LEVEL_OF_KIND: dict[str, str] = {
    Kind.PROVINCE: ProblemLevel.PROVINCE,
    Kind.CITY: ProblemLevel.CITY,
    Kind.DISTRICT: ProblemLevel.DISTRICT,
    Kind.PARK: ProblemLevel.DISTRICT,
}
"""Units that have a level of their own; departments, townships, bodies and teams have that of what they hang below."""


class ProblemState(models.TextChoices):
    """How far the answer has come."""

    WAITING = "waiting", "待协调"
    WORKING = "working", "协调中"
    SOLVED = "solved", "已解决"
    WITHDRAWN = "withdrawn", "撤回"


OPEN_STATES: tuple[str, ...] = (ProblemState.WAITING, ProblemState.WORKING)


class EntryKind(models.TextChoices):
    """What an entry of the thread did."""

    RAISED = "raised", "提出"
    EDITED = "edited", "修改"
    NOTED = "noted", "补充情况"
    ANSWERED = "answered", "答复"
    LIFTED = "lifted", "提级"
    SOLVED = "solved", "解决"
    WITHDRAWN = "withdrawn", "撤回"
    REOPENED = "reopened", "重新打开"
