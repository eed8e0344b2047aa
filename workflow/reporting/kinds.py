"""The words of report requests 信息报送 (domain.md 7; practice.md 5.1)."""

from __future__ import annotations

from django.db import models


class Recurrence(models.TextChoices):
    """How often a request is due."""

    WEEKLY = "weekly", "每周"
    BIWEEKLY = "biweekly", "每两周"
    HALF_MONTHLY = "half_monthly", "每月1日、15日"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"


class HolidayPolicy(models.TextChoices):
    """What happens when the day is not worked. ``SECOND``: after MOHURD's weekly report (practice.md 5.1)."""

    NEXT = "next", "顺延到下一工作日"
    PREVIOUS = "previous", "提前到上一工作日"
    SECOND = "second", "遇节假日为节后第二个工作日"


class UnitRule(models.TextChoices):
    """Who has to report."""

    KINDS = "kinds", "下属各类单位"
    LIST = "list", "指定单位"


class ColumnKind(models.TextChoices):
    """What a column of the form holds."""

    TEXT = "text", "文本"
    LONG = "long", "长文本"
    NUMBER = "number", "整数"
    MONEY_YI = "money_yi", "金额（亿元）"
    MONEY_WAN = "money_wan", "金额（万元）"
    DATE = "date", "日期"
    CHOICE = "choice", "选项"
    UNIT = "unit", "单位"
    CHAIN = "chain", "产业链"
    PROJECT = "project", "台账项目"


MONEY = frozenset({ColumnKind.MONEY_YI, ColumnKind.MONEY_WAN})
LIMITED = MONEY | {ColumnKind.NUMBER}
"""Kinds that may have a least and a most."""


class RoundState(models.TextChoices):
    """A round is open until the office closes it for good."""

    OPEN = "open", "报送中"
    CLOSED = "closed", "已封存"


class ReturnState(models.TextChoices):
    """Where the return of one unit stands. Late and missing follow from the deadline, they are no states."""

    PENDING = "pending", "待报"
    SUBMITTED = "submitted", "已报"
    RETURNED = "returned", "退回补正"
    EXEMPT = "exempt", "免报"


OWED = (ReturnState.PENDING, ReturnState.RETURNED)
"""States in which the unit has something to do."""


class VersionKind(models.TextChoices):
    """Why a version came in."""

    FIRST = "first", "报送"
    MENDED = "mended", "补正后报送"
    CORRECTION = "correction", "更正"


class EventKind(models.TextChoices):
    """What happened to a return."""

    SUBMITTED = "submitted", "报送"
    CORRECTED = "corrected", "更正"
    WITHDRAWN = "withdrawn", "撤回"
    RETURNED = "returned", "退回补正"
    EXEMPTED = "exempted", "免报"
    ASKED = "asked", "取消免报"
