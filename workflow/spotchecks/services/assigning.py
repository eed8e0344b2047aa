"""Sending inspectors to visits, and sending others instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.lines import check_line
from projects.people.models import Officer
from projects.workdays.days import CalendarNotLoaded
from projects.workdays.queries import add_workdays
from workflow.spotchecks.acts import Act
from workflow.spotchecks.models import Assignment, Round, Visit
from workflow.spotchecks.policies import LEAST_INSPECTORS, check_may_inspect, check_may_run

_MOST_REASON = 200


@audited()
def assign_inspectors(
    visit_ids: Sequence[UUID],
    officers: Sequence[Officer],
    *,
    by: Officer,
    now: datetime,
    due_on: date | None = None,
    reason: str = "",
) -> list[Visit]:
    """Send ``officers`` (two at least) to these visits of one round, all or none, instead of whoever was sent before.

    ``due_on``: nothing means the round's working days from today. A change needs a reason.
    """
    sent = list(dict.fromkeys(officers))
    if len(sent) < LEAST_INSPECTORS:
        raise Invalid(f"每一项须指派至少{LEAST_INSPECTORS}名核查人员。", "inspectors", "too_few")
    round_, visits = _locked(visit_ids, by)
    check_may_run(round_, by)
    why = check_line(reason, "改派理由", "reason")[:_MOST_REASON]
    day = _due(round_, due_on, now=now)
    for visit in visits:
        _send(visit, sent, day, by=by, now=now, why=why)
    return visits


def _locked(visit_ids: Sequence[UUID], by: Officer) -> tuple[Round, list[Visit]]:
    seen = Visit.objects.visible_to(by).filter(pk__in=list(visit_ids)).values("pk")
    visits = list(
        Visit.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__organisation", "row__transition__project", "row__transition__claim")
        .filter(pk__in=seen)
        .order_by("pk")
    )
    if not visits or len(visits) != len(set(visit_ids)):
        raise NotFound("请先勾选要指派的核查对象；有的对象不在您的查看范围内。")
    if len({visit.round_id for visit in visits}) > 1:
        raise Invalid("一次只能指派同一轮次的核查对象。", "visits")
    return visits[0].round, visits


def _send(visit: Visit, sent: list[Officer], due_on: date, *, by: Officer, now: datetime, why: str) -> None:
    if visit.is_recorded:
        raise Conflict(f"第{visit.number}项已提交核查记录，不能再改派。", "recorded")
    for officer in sent:
        check_may_inspect(visit.row.transition, officer)
    current = list(visit.assignments.current().select_related("officer"))
    leaving = [one for one in current if one.officer not in sent]
    if leaving and not why:
        raise Invalid("改派核查人员须写明理由。", "reason", "reason_required")
    for one in leaving:
        one.ended_at, one.reason = now, why
        one.save(update_fields=["ended_at", "reason"])
    staying = {one.officer_id for one in current}
    for officer in sent:
        if officer.pk not in staying:
            Assignment.objects.create(visit=visit, officer=officer, assigned_by=by, assigned_at=now)
    before = visit.due_on
    visit.due_on = due_on
    visit.save(update_fields=["due_on"])
    changes = [
        Difference("inspectors", "核查人员", _names([one.officer for one in current]), _names(sent)),
        Difference("due_on", "核查期限", str(before or ""), str(due_on)),
    ]
    record(Act.ASSIGN, visit, by=by, now=now, changes=changes, detail=why, name=str(visit))


def _due(round_: Round, due_on: date | None, *, now: datetime) -> date:
    today = timezone.localdate(now)
    if due_on is None:
        try:
            return add_workdays(today, round_.days)
        except CalendarNotLoaded as beyond:
            raise Invalid("工作日历还没有载入到期限那一年，请直接填写核查期限。", "due_on") from beyond
    if due_on < today:
        raise Invalid("核查期限不能早于今天。", "due_on")
    return due_on


def _names(officers: Sequence[Officer]) -> str:
    return "、".join(officer.name for officer in officers)
