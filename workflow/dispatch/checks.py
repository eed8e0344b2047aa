"""What a series must look like. Pure: every refusal is a sentence that says what to put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from projects.days import check_plausible
from projects.errors import Invalid
from projects.lines import check_line
from workflow.dispatch.agenda.choices import MOST_DAYS, MOST_ENTRIES, Chosen, base_rules, from_stored, to_stored
from workflow.dispatch.agenda.registry import RULES
from workflow.dispatch.rhythms import (
    BY_WEEK,
    HolidayPolicy,
    MonthlyRule,
    Rhythm,
    Rule,
    SeriesKind,
    nominal_dates,
    rhythm_of,
)

DEFAULTS: dict[str, Any] = {
    "organisation": None,
    "name": "",
    "kind": "",
    "body": None,
    "rhythm": "",
    "quarter_month": None,
    "monthly_rule": "",
    "weekday": None,
    "nth": None,
    "day": None,
    "time": None,
    "holiday_policy": HolidayPolicy.NEXT,
    "place": "",
    "chair": None,
    "standing_attendees": (),
    "first_number": 1,
    "notice_workdays": 1,
    "materials_workdays": None,
    "agenda_rules": base_rules(),
    "starts_on": None,
    "ends_on": None,
    "is_active": True,
}
"""Every field that may be written, with what it is when it is not given."""
WRITABLE_FIELDS = tuple(DEFAULTS)

_OF_RULE = (
    *("kind", "rhythm", "holiday_policy", "starts_on", "ends_on"),
    *("quarter_month", "monthly_rule", "weekday", "nth", "day"),
)
MOST_NUMBER = 9999
MOST_WORKDAYS = 10
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
    _check_body(complete["body"])
    complete["first_number"] = _within(complete, "first_number", 1, MOST_NUMBER, f"首次编号应在1至{MOST_NUMBER}之间。")
    notice = f"加开至少提前的工作日应在0至{MOST_WORKDAYS}之间。"
    complete["notice_workdays"] = _within(complete, "notice_workdays", 0, MOST_WORKDAYS, notice)
    if complete["materials_workdays"] is not None:
        due = f"会前几个工作日报材料应在0至{MOST_WORKDAYS}之间；不征询的请留空。"
        complete["materials_workdays"] = _within(complete, "materials_workdays", 0, MOST_WORKDAYS, due)
    complete["agenda_rules"] = checked_rules(complete["agenda_rules"])
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
    if rule.beat and rule.ends_on is not None and next(nominal_dates(rule, rule.starts_on), None) is None:
        raise Invalid("起始日期到终止日期之间按这条规则一次会也排不出，请推后终止日期或修改规则。", "ends_on")


def _check_body(body: Any) -> None:
    if body is not None and not body.is_group:
        raise Invalid(f"“{body}”不是领导小组、联席会议或专班，请另选或留空。", "body")


def _rule(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the rule, those that it does not use emptied."""
    kind = values["kind"]
    _choice(kind, SeriesKind.values, "kind", "请选择类型：周调度、月调度、会商等。")
    said = values["rhythm"] if kind == SeriesKind.CONSULTATION else ""
    empty: dict[str, Any] = {name: None for name in ("quarter_month", "weekday", "nth", "day")}
    empty |= {"rhythm": said, "monthly_rule": ""}
    if kind == SeriesKind.MOBILISATION:
        return empty
    rhythm = rhythm_of(kind, said)
    _choice(rhythm, Rhythm.values, "rhythm", "请选择多久开一次。")
    if rhythm in BY_WEEK:
        return {**empty, "weekday": _within(values, "weekday", 1, 7, "请选择星期几（周一至周日）。")}
    if rhythm == Rhythm.QUARTERLY:
        empty["quarter_month"] = _within(values, "quarter_month", 1, 3, "请选择在每季度的第几个月。")
    return empty | _day_of_month(values)


def _day_of_month(values: Mapping[str, Any]) -> dict[str, Any]:
    monthly = values["monthly_rule"]
    _choice(monthly, MonthlyRule.values, "monthly_rule", "请选择“每月第几日”或“每月第几个星期几”。")
    if monthly == MonthlyRule.DAY:
        day = _within(values, "day", 1, 31, "请填写每月第几日（1至31；当月没有该日的按月末）。")
        return {"monthly_rule": monthly, "day": day}
    nth = _within(values, "nth", 1, 5, "请填写每月第几个（1至5；当月没有第5个的按最后一个）。")
    weekday = _within(values, "weekday", 1, 7, "请选择星期几（周一至周日）。")
    return {"monthly_rule": monthly, "nth": nth, "weekday": weekday}


def checked_rules(stored: Any) -> list[dict[str, Any]]:
    """The chosen agenda rules, each known and named once, their bounds in range."""
    if not isinstance(stored, list) or not all(isinstance(one, Mapping) and "rule" in one for one in stored):
        raise Invalid("议题规则的格式不正确，请按接口文档填写。", "agenda_rules")
    chosen = from_stored(stored)
    if len({one.rule for one in chosen}) != len(chosen):
        raise Invalid("同一条议题规则只能选一次。", "agenda_rules")
    for one in chosen:
        _check_chosen(one)
    return to_stored(chosen)


def _check_chosen(one: Chosen) -> None:
    rule = RULES.get(one.rule)
    if rule is None:
        raise Invalid(f"没有“{one.rule}”这条议题规则，请核对。", "agenda_rules", "unknown_rule")
    for value, most, label in ((one.most, MOST_ENTRIES, "最多几项"), (one.days, MOST_DAYS, "天数")):
        if value is not None and (type(value) is not int or not 1 <= value <= most):
            raise Invalid(f"“{rule.label}”的{label}应在1至{most}之间；不限的请留空。", "agenda_rules")


def _within(values: Mapping[str, Any], name: str, least: int, most: int, sentence: str) -> int:
    value = values[name]
    if type(value) is not int or not least <= value <= most:
        raise Invalid(sentence, name)
    return value
