"""How a series and its sittings are said in Chinese."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from workflow.dispatch.models import Series
from workflow.dispatch.rhythms import NO_RHYTHM, MonthlyRule, Rhythm
from workflow.dispatch.series import Planned

NOT_LOADED = "放假安排尚未载入"
WEEKDAYS = "一二三四五六日"


def rule_text(series: Series) -> str:
    """For example 每周一 9:00, 每月15日 14:30, 每季度第3个月最后一个周五 9:00."""
    if series.beat == NO_RHYTHM:
        return "不定期，单次召开"
    return f"{_days(series)} {time_text(series.time)}"


def time_text(at: time) -> str:
    """9:00"""
    return f"{at.hour}:{at.minute:02d}"


@dataclass(frozen=True)
class PreviewDay:
    """One line of the preview: the day and the reason of its shift, without what is said once below all lines.

    ``beside``: other series of the same owner that sit on that day.
    """

    planned: Planned
    reason: str
    beside: list[str] = field(default_factory=list)


def preview_days(
    planned: list[Planned], beside: dict[date, list[str]] | None = None
) -> tuple[list[PreviewDay], list[str]]:
    """The lines of a preview, and each distinct sentence about a year whose calendar is not loaded."""
    lines, notes = [], []
    for one in planned:
        parts = one.reason.split("；") if one.reason else []
        doubts = [part for part in parts if not one.promised and NOT_LOADED in part]
        notes += [doubt for doubt in doubts if doubt not in notes]
        reason = "；".join(part for part in parts if part not in doubts)
        lines.append(PreviewDay(one, reason, (beside or {}).get(one.held_on, []) if one.held_on else []))
    return lines, notes


def _days(series: Series) -> str:
    weekday = f"周{WEEKDAYS[(series.weekday or 1) - 1]}"
    if series.beat == Rhythm.WEEKLY:
        return f"每{weekday}"
    if series.beat == Rhythm.BIWEEKLY:
        return f"每两周的{weekday}"
    every = f"每季度第{series.quarter_month}个月" if series.beat == Rhythm.QUARTERLY else "每月"
    if series.monthly_rule == MonthlyRule.DAY:
        return f"{every}{series.day}日"
    return f"{every}最后一个{weekday}" if series.nth == 5 else f"{every}第{series.nth}个{weekday}"
