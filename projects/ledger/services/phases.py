"""Phases 分期 and yearly plans 年度计划投资 of a project."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.errors import Invalid
from projects.ledger.acts import Act
from projects.ledger.kinds import RowKind
from projects.ledger.models import Phase, YearPlan
from projects.ledger.services.file_rows import RowShape, Values, add_row, update_row, withdraw_row
from projects.people.models import Officer

MOST_PHASES = 20
PHASE_FIELDS = (
    "number",
    "name",
    "total_wan",
    "fixed_wan",
    "planned_started_on",
    "planned_producing_on",
    "started_on",
    "producing_on",
    "capacity",
    "expected_output_wan",
)
YEAR_PLAN_FIELDS = ("year", "amount_wan", "content")


def _check_phase(phase: Phase, now: datetime) -> None:
    if not 1 <= phase.number <= MOST_PHASES:
        raise Invalid(f"期次请填1至{MOST_PHASES}的整数，一期填1。", "number")
    if phase.total_wan is not None and phase.fixed_wan is not None and phase.fixed_wan > phase.total_wan:
        raise Invalid("本期固定资产投资不能大于本期总投资，请核对两栏的单位和数额。", "fixed_wan")
    for name in ("started_on", "producing_on"):
        day = getattr(phase, name)
        if day is not None and day > timezone.localdate(now):
            raise Invalid("实际日期不能晚于今天；尚未发生的请填计划日期。", name)
    _check_order(phase, "started_on", "producing_on", "投产日期不能早于开工日期，请核对。")
    _check_order(phase, "planned_started_on", "planned_producing_on", "计划投产不能早于计划开工，请核对。")


def _check_order(phase: Phase, earlier: str, later: str, sentence: str) -> None:
    first, second = getattr(phase, earlier), getattr(phase, later)
    if first is not None and second is not None and second < first:
        raise Invalid(sentence, later)


def _check_year_plan(plan: YearPlan, now: datetime) -> None:
    if not 2000 <= plan.year <= 2100:
        raise Invalid("年度请填四位年份，如2026。", "year")
    if plan.amount_wan is None:
        raise Invalid("请填写计划投资，单位万元。", "amount_wan", "required")


PHASES = RowShape(
    Phase,
    RowKind.PHASE,
    PHASE_FIELDS,
    (Act.ADD_PHASE, Act.UPDATE_PHASE, Act.WITHDRAW_PHASE),
    _check_phase,
    "number",
)
YEAR_PLANS = RowShape(
    YearPlan,
    RowKind.YEAR_PLAN,
    YEAR_PLAN_FIELDS,
    (Act.ADD_YEAR_PLAN, Act.UPDATE_YEAR_PLAN, Act.WITHDRAW_YEAR_PLAN),
    _check_year_plan,
    "year",
)


def add_phase(project_id: UUID, values: Values, *, by: Officer, now: datetime) -> Phase:
    """Enter a phase (``PHASE_FIELDS``; money in 万元). Errors: ``file_rows.add_row``."""
    phase: Phase = add_row(PHASES, project_id, values, by=by, now=now)
    return phase


def update_phase(phase_id: UUID, values: Values, *, by: Officer, now: datetime, **more: Any) -> Phase:
    """Change a phase; ``why``, ``expected_version`` as ``file_rows.update_row``."""
    phase: Phase = update_row(PHASES, phase_id, values, by=by, now=now, **more)
    return phase


def withdraw_phase(phase_id: UUID, *, why: str, by: Officer, now: datetime, **more: Any) -> Phase:
    """Withdraw a phase; ``expected_version`` as ``file_rows.withdraw_row``."""
    phase: Phase = withdraw_row(PHASES, phase_id, why=why, by=by, now=now, **more)
    return phase


def add_year_plan(project_id: UUID, values: Values, *, by: Officer, now: datetime) -> YearPlan:
    """Enter what one year is to bring (``YEAR_PLAN_FIELDS``; 万元). Errors: ``file_rows.add_row``."""
    plan: YearPlan = add_row(YEAR_PLANS, project_id, values, by=by, now=now)
    return plan


def update_year_plan(plan_id: UUID, values: Values, *, by: Officer, now: datetime, **more: Any) -> YearPlan:
    """Change a yearly plan; ``why``, ``expected_version`` as ``file_rows.update_row``."""
    plan: YearPlan = update_row(YEAR_PLANS, plan_id, values, by=by, now=now, **more)
    return plan


def withdraw_year_plan(plan_id: UUID, *, why: str, by: Officer, now: datetime, **more: Any) -> YearPlan:
    """Withdraw a yearly plan; ``expected_version`` as ``file_rows.withdraw_row``."""
    plan: YearPlan = withdraw_row(YEAR_PLANS, plan_id, why=why, by=by, now=now, **more)
    return plan
