"""The choices of this room."""

from __future__ import annotations

from django.db import models


class Origin(models.TextChoices):
    """Where the money comes from (practice.md 1.7)."""

    OUTSIDE_PROVINCE = "outside_province", "省外"
    OUTSIDE_CITY = "outside_city", "市外（省内）"
    LOCAL = "local", "本地"
    FOREIGN = "foreign", "外资"


class Nature(models.TextChoices):
    """Whose money it is."""

    STATE = "state", "国资"
    PRIVATE = "private", "民资"
    FOREIGN = "foreign", "外资"


class Purpose(models.TextChoices):
    """What it is for."""

    FIXED = "fixed", "固定资产投资"
    WORKING = "working", "流动资金"


class UsdBasis(models.TextChoices):
    """What proves 实际利用外资."""

    CAPITAL = "capital", "验资报告"
    CUSTOMS = "customs", "海关证明"
    EXCHANGE = "exchange", "外管登记"


class FundState(models.TextChoices):
    """Life of an arrival."""

    REPORTED = "reported", "待核实"
    CONFIRMED = "confirmed", "已核实"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已作废"
