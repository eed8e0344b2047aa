"""The office's side: send back, exempt, urge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, NotFound
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.reporting.acts import Act
from workflow.reporting.kinds import OWED, EventKind, ReturnState
from workflow.reporting.models import ReportReturn, ReportRound, Urge
from workflow.reporting.policies import check_may_run
from workflow.reporting.services.filling import checked_reason, locked_return, note_event, save_return


@audited()
def send_back(
    return_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None
) -> ReportReturn:
    """退回补正: the unit hands in again; what it said stays, and so does the time at which it reported."""
    report = _run_by(return_id, by=by, expected_version=expected_version)
    if report.state != ReturnState.SUBMITTED:
        raise Conflict(f"只有已报的可以退回，{report.unit}目前是“{report.get_state_display()}”。", "return_state")
    report.reason = checked_reason(reason, "请写明退回的理由，让单位知道补正什么。", "reason")
    report.state = ReturnState.RETURNED
    note_event(report, EventKind.RETURNED, by=by, now=now, note=report.reason, number=report.current)
    save_return(report, now=now)
    record(Act.RETURN, report, by=by, now=now, detail=report.reason)
    return report


@audited()
def exempt_return(
    return_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None
) -> ReportReturn:
    """免报: this unit, this round, with a reason; it counts neither as late nor as missing."""
    report = _run_by(return_id, by=by, expected_version=expected_version)
    if report.state != ReturnState.PENDING:
        raise Conflict(f"只有待报的可以免报，{report.unit}目前是“{report.get_state_display()}”。", "return_state")
    report.reason = checked_reason(reason, "请写明免报的理由。", "reason")
    report.state, report.draft = ReturnState.EXEMPT, []
    note_event(report, EventKind.EXEMPTED, by=by, now=now, note=report.reason)
    save_return(report, now=now)
    record(Act.EXEMPT, report, by=by, now=now, detail=report.reason)
    return report


@audited()
def require_return(return_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> ReportReturn:
    """Take an exemption back."""
    report = _run_by(return_id, by=by, expected_version=expected_version)
    if report.state != ReturnState.EXEMPT:
        raise Conflict(f"{report.unit}目前是“{report.get_state_display()}”，没有免报可以取消。", "return_state")
    report.state, report.reason = ReturnState.PENDING, ""
    note_event(report, EventKind.ASKED, by=by, now=now)
    save_return(report, now=now)
    record(Act.REQUIRE, report, by=by, now=now)
    return report


@audited()
def urge_units(
    round_id: UUID, *, by: Officer, now: datetime, returns: Iterable[UUID] | None = None
) -> list[ReportReturn]:
    """催报 those that owe a return, or those of them in ``returns``; each once a day. Answers whom.

    ``Conflict`` (``nobody_to_urge``) when nobody is left to be urged today.
    """
    round_ = one_or_none(ReportRound.objects.visible_to(by).select_related("request__organisation").filter(pk=round_id))
    if round_ is None:
        raise NotFound("没有找到这一期报送，或它不在您的查看范围内。")
    check_may_run(round_.request, by)
    if not round_.is_open:
        raise Conflict(f"{round_}已经封存，不能再催报。", "round_closed")
    owing = ReportReturn.objects.filter(round=round_, state__in=OWED).select_related("unit")
    if returns is not None:
        owing = owing.filter(pk__in=list(returns))
    on = timezone.localdate(now)
    urged = [report for report in owing if _urge(report, by=by, now=now)]
    if not urged:
        raise Conflict("没有可催报的单位：都已报送、免报，或今天已经催报过（每个单位每天一次）。", "nobody_to_urge")
    record(Act.URGE, round_, by=by, now=now, detail=f"{on}：" + "、".join(one.unit.label for one in urged))
    return urged


def _urge(report: ReportReturn, *, by: Officer, now: datetime) -> bool:
    """False when it was urged today: the unique key says so, not a look beforehand."""
    try:
        with transaction.atomic():
            Urge.objects.create(report=report, on=timezone.localdate(now), by=by, at=now)
    except IntegrityError:
        return False
    return True


def _run_by(return_id: UUID, *, by: Officer, expected_version: int | None) -> ReportReturn:
    report = locked_return(return_id, by=by, expected_version=expected_version)
    check_may_run(report.round.request, by)
    return report
