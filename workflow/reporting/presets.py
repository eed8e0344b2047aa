"""Requests as cities make them (practice.md 5.1): a preset fills in the form, the office changes what it likes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

from projects.people.models import Kind
from workflow.reporting.columns import PRESET_TIERS_WAN, Column, Definition
from workflow.reporting.kinds import ColumnKind, HolidayPolicy, Recurrence, UnitRule

PLACES = (Kind.DISTRICT.value, Kind.PARK.value)
AT_NOON, BEFORE_LEAVING = time(12), time(17, 30)

_NAME = Column("project_name", "项目名称", ColumnKind.TEXT, required=True)
_INVESTOR = Column("investor", "投资方", ColumnKind.TEXT, required=True)
_CONTENT = Column("content", "建设内容", ColumnKind.LONG)
_CHAIN = Column("chain", "产业链", ColumnKind.CHAIN)
_LEADER = Column("leader", "责任领导", ColumnKind.TEXT)
_REMARK = Column("remark", "备注", ColumnKind.LONG)
_LEDGER = Column("project", "台账项目", ColumnKind.PROJECT, hint="已录入台账的填项目编号")


@dataclass(frozen=True)
class Preset:
    """``values``: fields of the request; the rest keeps its default."""

    key: str
    label: str
    source: str
    values: Mapping[str, Any]
    definition: Definition


def _preset(
    key: str, name: str, source: str, values: dict[str, Any], columns: tuple[Column, ...], **roles: Any
) -> Preset:
    kept = {"name": name, "unit_rule": UnitRule.KINDS, "unit_kinds": list(PLACES), "window_days": 3, **values}
    return Preset(key, name, source, kept, Definition(columns, **{"key": "project_name", **roles}))


def _amount(minimum: int | None = None, label: str = "总投资") -> Column:
    least = Decimal(minimum) if minimum else None
    return Column("total_investment", label, ColumnKind.MONEY_YI, required=True, minimum=least)


PRESETS: tuple[Preset, ...] = (
    _preset(
        "talks",
        "新增在谈重特大项目（≥20亿元）",
        "扬州：每两周收集新增在谈20亿元以上项目",
        {"recurrence": Recurrence.BIWEEKLY, "weekday": None, "time": BEFORE_LEAVING, "holiday_policy":
         HolidayPolicy.NEXT, "window_days": 5},
        (
            _NAME, _INVESTOR, _amount(20, "拟投资额"), _CHAIN, _CONTENT,
            Column("progress", "进展状态", ColumnKind.CHOICE, required=True,
                   choices=("初步接触", "深入洽谈", "拟签约")),
            Column("talks_began_on", "开始洽谈日期", ColumnKind.DATE), _LEADER, _LEDGER, _REMARK,
        ),
        amount="total_investment", tiers_wan=PRESET_TIERS_WAN,
    ),
    _preset(
        "signing",
        "拟签约项目周报",
        "南京2017：每周三下班前报送，主要领导签字",
        {"recurrence": Recurrence.WEEKLY, "weekday": 3, "time": BEFORE_LEAVING, "holiday_policy": HolidayPolicy.NEXT},
        (
            _NAME, _INVESTOR, _amount(),
            Column("signing_on", "拟签约日期", ColumnKind.DATE, required=True),
            Column("land", "用地意见", ColumnKind.TEXT), Column("planning", "规划意见", ColumnKind.TEXT),
            Column("environment", "环保意见", ColumnKind.TEXT), _LEADER, _LEDGER,
        ),
        amount="total_investment", tiers_wan=(10_000, 100_000, 200_000),
    ),
    _preset(
        "problems",
        "需市级协调的问题",
        "某市辖区：每周二前报送",
        {"recurrence": Recurrence.WEEKLY, "weekday": 2, "time": AT_NOON, "holiday_policy": HolidayPolicy.SECOND},
        (
            _NAME,
            Column("kind", "问题类别", ColumnKind.CHOICE, required=True,
                   choices=("资金", "土地", "政策", "审批", "其他")),
            Column("problem", "存在问题", ColumnKind.LONG, required=True),
            Column("wanted", "建议协调事项", ColumnKind.LONG, required=True),
            Column("lead", "建议牵头单位", ColumnKind.UNIT), _LEDGER,
        ),
    ),
    _preset(
        "monthly",
        "重点项目月报",
        "各地：每月5日前报上月进展",
        {"recurrence": Recurrence.MONTHLY, "day": 5, "time": BEFORE_LEAVING, "holiday_policy": HolidayPolicy.NEXT},
        (
            _NAME, _amount(),
            Column("arrived_wan", "累计到位资金", ColumnKind.MONEY_WAN),
            Column("progress", "本月进展", ColumnKind.LONG, required=True),
            Column("plan", "下月计划", ColumnKind.LONG), Column("problem", "存在问题", ColumnKind.LONG), _LEDGER,
        ),
        amount="total_investment", tiers_wan=(10_000, 100_000, 500_000),
    ),
    _preset(
        "leads",
        "招商线索周报",
        "德清：每周五10:00前，节假日顺延；江门：一周一报",
        {"recurrence": Recurrence.WEEKLY, "weekday": 5, "time": time(10), "holiday_policy": HolidayPolicy.NEXT},
        (
            _NAME, _INVESTOR, Column("source", "线索来源", ColumnKind.TEXT),
            Column("visits", "本周对接次数", ColumnKind.NUMBER),
            Column("progress", "进展", ColumnKind.LONG, required=True),
        ),
    ),
    _preset(
        "half_monthly",
        "项目信息半月报",
        "广州2004：每月1日、15日",
        {"recurrence": Recurrence.HALF_MONTHLY, "time": BEFORE_LEAVING, "holiday_policy": HolidayPolicy.NEXT},
        (_NAME, _INVESTOR, _amount(), _CONTENT, _REMARK),
        amount="total_investment", tiers_wan=(10_000, 100_000, 500_000),
    ),
)  # fmt: skip


def preset_of(key: str) -> Preset | None:
    """The preset of that key."""
    return next((one for one in PRESETS if one.key == key), None)
