"""Packs that freeze by themselves: the plan of a series, and the tick that follows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import Meeting, Series
from workflow.dispatch.policies import check_may_dispatch
from workflow.packs.acts import Act
from workflow.packs.due import due_at
from workflow.packs.kinds import LeadUnit
from workflow.packs.models import FreezePlan, Pack
from workflow.packs.models.plans import MOST_HOURS, MOST_WORKDAYS
from workflow.packs.services.freezing import freeze_pack

FIELDS = ("is_on", "lead", "unit", "at")
AHEAD = timedelta(days=45)
"""How far ahead the tick looks: further than the longest lead of working days with a long holiday in it."""
MOVED = "会议时间变更，按设置重新定稿"
DUE = "到达设定的自动定稿时间，按设置定稿"


@audited()
def set_plan(
    series_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> FreezePlan:
    """Switch automatic freezing of a series on or off. ``values``: ``FIELDS``; what is not given stays.

    ``expected_version`` 0: there was no plan yet. Nothing different is no change.
    """
    series = one_or_none(
        Series.objects.select_for_update(no_key=True).filter(pk__in=Series.objects.visible_to(by), pk=series_id)
    )
    if series is None:
        raise NotFound("没有找到这个调度会系列，请刷新列表。")
    check_may_dispatch(series.organisation, by)
    plan = FreezePlan.objects.filter(series=series).first() or FreezePlan(series=series, version=0)
    if expected_version is not None and expected_version != plan.version:
        raise Stale()
    changed = [name for name in FIELDS if name in values and values[name] != getattr(plan, name)]
    if plan.version and not changed:
        return plan
    for name in changed:
        setattr(plan, name, values[name])
    _check(plan)
    plan.since, plan.updated_at, plan.updated_by = now, now, by
    plan.version += 1
    plan.save(force_insert=plan.version == 1)
    record(Act.PLAN, plan, by=by, now=now, name=str(series), detail=str(plan))
    return plan


def _check(plan: FreezePlan) -> None:
    if plan.unit not in LeadUnit.values:
        raise Invalid("请选择工作日或小时。", "unit")
    least, most = (0, MOST_WORKDAYS) if plan.unit == LeadUnit.WORKDAYS else (1, MOST_HOURS)
    if not isinstance(plan.lead, int) or not least <= plan.lead <= most:
        raise Invalid(f"提前量请填{least}至{most}之间的整数。", "lead")
    if not isinstance(plan.at, time):
        raise Invalid("请填写定稿时刻，例如 18:00。", "at")


def freeze_due(now: datetime) -> int:
    """The tick: freeze what is due by plan, each sitting once for the time at which it is to begin; how many.

    The cut-off is the instant at which it was due, however late the tick. A sitting whose pack somebody froze by hand
    at that instant or later is left alone. One that fails does not hold up the others; failures are raised at the end.
    """
    frozen, failures = 0, []
    for meeting, due in _due(now):
        try:
            frozen += _freeze(meeting, due, now=now)
        except Exception as failure:  # raised below, once the others are served
            failures.append(failure)
    if failures:
        raise ExceptionGroup("freezing failed", failures)
    return frozen


def _due(now: datetime) -> Iterator[tuple[Meeting, datetime]]:
    """Sittings ahead of series with a plan that are due and have no pack of that instant or later."""
    plans = {plan.series_id: plan for plan in FreezePlan.objects.filter(is_on=True)}
    ahead = Meeting.objects.ahead(now).filter(series__in=plans, starts_at__lte=now + AHEAD)
    for meeting in ahead.select_related("series__organisation").order_by("starts_at", "pk"):
        due = due_at(meeting, plans[meeting.series_id])
        if due is not None and due <= now and due < meeting.starts_at and not _is_frozen(meeting, due):
            yield meeting, due


def _is_frozen(meeting: Meeting, due: datetime) -> bool:
    packs = Pack.objects.filter(meeting=meeting)
    return packs.filter(automatic_for=meeting.starts_at).exists() or packs.filter(cut_off__gte=due).exists()


def _freeze(meeting: Meeting, due: datetime, *, now: datetime) -> int:
    """1 where this tick froze it; 0 where another one, or somebody, was faster."""
    was_moved = Pack.objects.filter(meeting=meeting, automatic_for__isnull=False).exists()
    why = MOVED if was_moved else DUE
    try:
        freeze_pack(meeting.pk, cut_off=due, by=None, now=now, reason=why, automatic_for=meeting.starts_at)
    except (Conflict, IntegrityError):
        return 0
    return 1
