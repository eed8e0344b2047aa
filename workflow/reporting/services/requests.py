"""Laying down a request and its form. A changed rule or form holds for the rounds that open after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Invalid, NotFound, Stale
from projects.lines import check_line
from projects.people.models import Kind, Officer, Organisation
from projects.rows import one_or_none
from workflow.reporting.acts import Act
from workflow.reporting.columns import Definition, checked
from workflow.reporting.kinds import HolidayPolicy, Recurrence, UnitRule
from workflow.reporting.models import ReportForm, ReportRequest
from workflow.reporting.policies import check_may_ask, check_may_run

FIELDS = (
    *("name", "note", "recurrence", "weekday", "day", "anchor_on", "time", "holiday_policy", "window_days"),
    *("starts_on", "ends_on", "unit_rule", "unit_kinds", "late_deduction", "missing_deduction", "is_active"),
)
"""With ``units``, a list of organisations, all that an office says of a request."""
MOST_WINDOW, MOST_NAME, MOST_NOTE, MOST_DEDUCTION = 60, 60, 1000, Decimal(100)


@audited()
def create_request(values: Mapping[str, Any], definition: Definition, *, by: Officer, now: datetime) -> ReportRequest:
    """A new request of the own territory with the first version of its form. ``Invalid`` names the field."""
    check_may_ask(by)
    root = by.scope_root
    assert root is not None  # who may ask has one
    made = ReportRequest(organisation=root, created_by=by, created_at=now, updated_at=now)
    units = _set(made, values, ())
    made.save(force_insert=True)
    made.units.set(units)
    _publish(made, definition, by=by, now=now)
    record(Act.ASK, made, by=by, now=now, detail=made.rule_text)
    return made


@audited()
def update_request(
    request_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> ReportRequest:
    """Change what is asked, of whom, when. Open rounds keep their deadline and their units."""
    request = locked_request(request_id, by=by, expected_version=expected_version)
    before = _told(request)
    units = _set(request, values, list(request.units.all()))
    request.units.set(units)
    _save(request, now=now)
    after = _told(request)
    changes = [Difference(name, label, before[name, label], after[name, label]) for name, label in after]
    record(Act.EDIT, request, by=by, now=now, changes=[one for one in changes if one.before != one.after])
    return request


@audited()
def save_form(
    request_id: UUID, definition: Definition, *, by: Officer, now: datetime, expected_version: int | None = None
) -> ReportForm:
    """The next version of the form; rounds that are open keep the one they opened with."""
    request = locked_request(request_id, by=by, expected_version=expected_version)
    made = _publish(request, definition, by=by, now=now)
    _save(request, now=now)
    labels = "、".join(one.heading for one in made.definition.columns)
    record(Act.FORM, request, by=by, now=now, detail=f"第{made.number}版：{labels}")
    return made


def locked_request(request_id: UUID, *, by: Officer, expected_version: int | None) -> ReportRequest:
    """The request under lock, run by this officer."""
    rows = ReportRequest.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    request = one_or_none(rows.filter(pk__in=ReportRequest.objects.visible_to(by).values("pk"), pk=request_id))
    if request is None:
        raise NotFound("没有找到这项报送要求，或它不在您的查看范围内。")
    check_may_run(request, by)
    if expected_version is not None and request.version != expected_version:
        raise Stale()
    return request


def _publish(request: ReportRequest, definition: Definition, *, by: Officer, now: datetime) -> ReportForm:
    found = checked(definition)
    last = request.forms.order_by("-number").first()
    return ReportForm.objects.create(
        request=request,
        number=last.number + 1 if last else 1,
        columns=[one.as_dict() for one in found.columns],
        key=found.key,
        amount=found.amount,
        tiers_wan=list(found.tiers_wan),
        created_by=by,
        created_at=now,
    )


def _set(request: ReportRequest, values: Mapping[str, Any], units: Sequence[Organisation]) -> list[Organisation]:
    for name in FIELDS:
        if name in values:
            setattr(request, name, values[name])
    found = list(values.get("units", units))
    _check_texts(request)
    _check_rule(request)
    _check_days(request)
    return _check_units(request, found)


def _check_texts(request: ReportRequest) -> None:
    request.name = check_line(request.name, "名称", "name")
    if not 1 <= len(request.name) <= MOST_NAME:
        raise Invalid(f"请填写名称，最多{MOST_NAME}个字。", "name")
    request.note = request.note.strip()
    if len(request.note) > MOST_NOTE or "\x00" in request.note:
        raise Invalid(f"填报说明最多{MOST_NOTE}个字，且不能含不可见字符。", "note")
    for name in ("late_deduction", "missing_deduction"):
        if not 0 <= getattr(request, name) < MOST_DEDUCTION:
            raise Invalid("每次扣分应在0到100之间。", name)


def _check_rule(request: ReportRequest) -> None:
    if request.recurrence not in Recurrence.values:
        raise Invalid("请选择周期。", "recurrence")
    if request.holiday_policy not in HolidayPolicy.values:
        raise Invalid("请选择遇节假日的处理办法。", "holiday_policy")
    wants: dict[str, str] = {
        Recurrence.WEEKLY: "weekday", Recurrence.BIWEEKLY: "anchor_on", Recurrence.MONTHLY: "day",
        Recurrence.QUARTERLY: "day",
    }  # fmt: skip
    wanted = wants.get(request.recurrence)
    for name in ("weekday", "day", "anchor_on"):
        if name != wanted:
            setattr(request, name, None)
    if wanted == "weekday" and (request.weekday is None or not 1 <= request.weekday <= 7):
        raise Invalid("每周报送的请选择星期几。", "weekday")
    if wanted == "day" and (request.day is None or not 1 <= request.day <= 31):
        raise Invalid("请填写几日，1到31；当月没有这一天的按月末。", "day")
    if wanted == "anchor_on" and request.anchor_on is None:
        raise Invalid("每两周报送的请给出一个截止日期，由它每14天推算。", "anchor_on")


def _check_days(request: ReportRequest) -> None:
    for name in ("starts_on", "ends_on", "anchor_on"):
        on: date | None = getattr(request, name)
        if on is not None:
            check_plausible(on, name)
    if request.ends_on is not None and request.ends_on < request.starts_on:
        raise Invalid("结束日期不能早于开始日期。", "ends_on")
    if not 1 <= request.window_days <= MOST_WINDOW:
        raise Invalid(f"提前开始的天数应在1到{MOST_WINDOW}之间。", "window_days")


def _check_units(request: ReportRequest, units: list[Organisation]) -> list[Organisation]:
    if request.unit_rule not in UnitRule.values:
        raise Invalid("请选择报送单位。", "unit_rule")
    if request.unit_rule == UnitRule.KINDS:
        request.unit_kinds = [str(one) for one in Kind.values if one in request.unit_kinds]
        if not request.unit_kinds:
            raise Invalid("请选择由哪几类单位报送。", "unit_kinds")
        return []
    request.unit_kinds = []
    if not units:
        raise Invalid("请选择报送单位。", "units")
    outside = next((one for one in units if not request.organisation.contains(one)), None)
    if outside is not None:
        raise Invalid(f"{outside}不属于{request.organisation}，不能要求它报送，请去掉。", "units")
    return units


def _told(request: ReportRequest) -> dict[tuple[str, str], str]:
    units = "、".join(one.label for one in request.units.all()) if request.unit_rule == UnitRule.LIST else ""
    kinds = "、".join(str(Kind(one).label) for one in request.unit_kinds)
    return {
        ("name", "名称"): request.name,
        ("rule", "截止"): f"{request.rule_text}，{request.get_holiday_policy_display()}",
        ("window_days", "提前几天开始"): str(request.window_days),
        ("units", "报送单位"): units or kinds,
        ("period", "起止"): f"{request.starts_on} 至 {request.ends_on or '长期'}",
        ("is_active", "启用"): "是" if request.is_active else "否",
        ("note", "填报说明"): request.note,
        ("deductions", "扣分"): f"迟报{request.late_deduction}，漏报{request.missing_deduction}",
    }


def _save(request: ReportRequest, *, now: datetime) -> None:
    request.version += 1
    request.updated_at = now
    request.save()
