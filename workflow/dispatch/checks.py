"""What a series must look like. Pure: every refusal is a sentence that says what to put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from projects.days import check_plausible
from projects.errors import Invalid
from projects.lines import check_line
from workflow.dispatch.series import HolidayPolicy, MonthlyRule, Rule, SeriesKind, nominal_dates

DEFAULTS: dict[str, Any] = {
    "organisation": None,
    "name": "",
    "kind": "",
    "monthly_rule": "",
    "weekday": None,
    "nth": None,
    "day": None,
    "time": None,
    "holiday_policy": HolidayPolicy.NEXT,
    "place": "",
    "chair": None,
    "standing_attendees": (),
    "starts_on": None,
    "ends_on": None,
    "is_active": True,
}
"""Every field that may be written, with what it is when it is not given."""
WRITABLE_FIELDS = tuple(DEFAULTS)

_OF_RULE = ("kind", "holiday_policy", "starts_on", "ends_on", "monthly_rule", "weekday", "nth", "day")
_LONGEST = {"name": 60, "place": 80}


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` completed and made consistent (fields the rule does not use are emptied), or ``Invalid``."""
    for name in values:
        if name not in DEFAULTS:
            raise Invalid(f"调度会系列没有“{name}”这一项，请核对。", name, "unknown_field")
    complete = {**DEFAULTS, **values}
    if complete["organisation"] is None:
        raise Invalid("请选择组织单位。", "organisation")
    for name, label in (("name", "名称"), ("place", "地点")):
        complete[name] = _text(complete[name], name, label)
    if not isinstance(complete["time"], time):
        raise Invalid("请填写开会时间，例如 09:00。", "time")
    _choice(
        complete["holiday_policy"], HolidayPolicy.values, "holiday_policy", "请选择遇节假日的处理：顺延、提前或取消。"
    )
    _check_period(complete["starts_on"], complete["ends_on"])
    complete |= _rule(complete)
    _check_sits(complete)
    return complete


def _text(value: str, name: str, label: str) -> str:
    text = check_line(value, label, name)
    if not text:
        raise Invalid(f"请填写{label}。", name)
    if len(text) > _LONGEST[name]:
        raise Invalid(f"{label}不能超过{_LONGEST[name]}个字，请缩短。", name)
    return text


def _choice(value: str, allowed: list[str], name: str, sentence: str) -> None:
    if value not in allowed:
        raise Invalid(sentence, name)


def _check_period(starts_on: date | None, ends_on: date | None) -> None:
    if not isinstance(starts_on, date):
        raise Invalid("请填写起始日期。", "starts_on")
    check_plausible(starts_on, "starts_on")
    if ends_on is not None:
        check_plausible(ends_on, "ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid("终止日期早于起始日期，请核对。", "ends_on")


def _check_sits(values: Mapping[str, Any]) -> None:
    rule = Rule(**{name: values[name] for name in _OF_RULE})
    if rule.ends_on is not None and next(nominal_dates(rule, rule.starts_on), None) is None:
        raise Invalid("起始日期到终止日期之间按这条规则一次会也排不出，请推后终止日期或修改规则。", "ends_on")


def _rule(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the rule, those that it does not use emptied."""
    _choice(values["kind"], SeriesKind.values, "kind", "请选择周调度或月调度。")
    empty = {"monthly_rule": "", "weekday": None, "nth": None, "day": None}
    if values["kind"] == SeriesKind.WEEKLY:
        return {**empty, "weekday": _within(values, "weekday", 1, 7, "请选择星期几（周一至周日）。")}
    monthly = values["monthly_rule"]
    _choice(monthly, MonthlyRule.values, "monthly_rule", "月调度请选择“每月第几日”或“每月第几个星期几”。")
    if monthly == MonthlyRule.DAY:
        day = _within(values, "day", 1, 31, "请填写每月第几日（1至31；当月没有该日的按月末）。")
        return {**empty, "monthly_rule": monthly, "day": day}
    nth = _within(values, "nth", 1, 5, "请填写每月第几个（1至5；当月没有第5个的按最后一个）。")
    weekday = _within(values, "weekday", 1, 7, "请选择星期几（周一至周日）。")
    return {**empty, "monthly_rule": monthly, "nth": nth, "weekday": weekday}


def _within(values: Mapping[str, Any], name: str, least: int, most: int, sentence: str) -> int:
    value = values[name]
    if not isinstance(value, int) or not least <= value <= most:
        raise Invalid(sentence, name)
    return value
