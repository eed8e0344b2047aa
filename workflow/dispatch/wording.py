"""How a series and its sittings are said in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from workflow.dispatch.models import Series
from workflow.dispatch.series import MonthlyRule, Planned, SeriesKind

NOT_LOADED = "放假安排尚未载入"
WEEKDAYS = "一二三四五六日"


def rule_text(series: Series) -> str:
    """For example 每周一 9:00, 每月15日 14:30, 每月最后一个周五 9:00."""
    return f"{_days(series)} {time_text(series.time)}"


def time_text(at: time) -> str:
    """9:00"""
    return f"{at.hour}:{at.minute:02d}"


@dataclass(frozen=True)
class PreviewDay:
    """One line of the preview: the day and the reason of its shift, without what is said once below all lines."""

    planned: Planned
    reason: str


def preview_days(planned: list[Planned]) -> tuple[list[PreviewDay], list[str]]:
    """The lines of a preview, and each distinct sentence about a year whose calendar is not loaded."""
    lines, notes = [], []
    for one in planned:
        parts = one.reason.split("；") if one.reason else []
        doubts = [part for part in parts if not one.promised and NOT_LOADED in part]
        notes += [doubt for doubt in doubts if doubt not in notes]
        lines.append(PreviewDay(one, "；".join(part for part in parts if part not in doubts)))
    return lines, notes


def _days(series: Series) -> str:
    weekday = f"周{WEEKDAYS[(series.weekday or 1) - 1]}"
    if series.kind == SeriesKind.WEEKLY:
        return f"每{weekday}"
    if series.monthly_rule == MonthlyRule.DAY:
        return f"每月{series.day}日"
    return f"每月最后一个{weekday}" if series.nth == 5 else f"每月第{series.nth}个{weekday}"
