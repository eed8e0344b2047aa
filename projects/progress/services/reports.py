"""Sending, correcting and withdrawing progress reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.models import Project, RowKind
from projects.ledger.money import check_wan
from projects.ledger.names import folded
from projects.ledger.policies import check_may_write
from projects.ledger.services import keep_row, locked_project, shown_row
from projects.people.models import Officer
from projects.progress.acts import Act
from projects.progress.models import Report, ReportRules
from projects.progress.periods import Period
from projects.progress.queries import due_on, previous_report
from projects.progress.services.papers import checked_papers, shown_papers
from projects.rows import one_or_none

WRITABLE = ("news", "next_steps", "completed_wan", "image_percent", "note", "evidence")
SHOWN = ("news", "next_steps", "completed_wan", "image_percent", "note")
_MOST = {"news": 4000, "next_steps": 2000, "note": 200}
_REASON = 200
SAME = "与上期完全相同，请写明本期变化；确无变化的，请写明原因。"


@audited()
def send_report(project_id: UUID, period: Period, values: Mapping[str, Any], *, by: Officer, now: datetime) -> Report:
    """The report of ``period``. ``values``: of ``WRITABLE``, ``news`` required; amounts in 万元.

    Errors: ``NotFound``, ``NotAllowed``; ``Invalid`` for a period that has not begun or ended before the project was
    known, for news identical to the last ones, and for amounts that fall or exceed the total without a ``note``;
    ``Conflict`` when the period has a report already.
    """
    project = locked_project(project_id, by=by)
    check_may_write(project, by)
    _check_period(project, period, now)
    due = due_on(period, ReportRules.of(project.landing_organisation).grace_workdays)
    today = timezone.localdate(now)
    report = Report(
        project=project, kind=period.kind, first_on=period.first_on, last_on=period.last_on,
        due_on=due, is_late=today > due, created_by=by, created_at=now, updated_by=by, updated_at=now,
    )  # fmt: skip
    papers = _set(report, values)
    if not report.news:
        raise Invalid("请填写“本期进展”。", "news", "required")
    _check_content(report, project)
    _save_new(report)
    report.evidence.set(papers or [])
    changes = keep_row(
        project, RowKind.REPORT, report.pk, title=str(report), before={}, after=_shown(report), by=by, now=now
    )
    record(Act.SEND_REPORT, project, by=by, now=now, changes=changes, detail=_said(report))
    return report


@audited()
def correct_report(
    report_id: UUID,
    values: Mapping[str, Any],
    *,
    why: str = "",
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Report:
    """The next version of a report; the earlier ones stay in the history. After the deadline it says why."""
    project, report = _locked(report_id, by=by, expected_version=expected_version)
    why = why.strip()[:_REASON]
    if report.is_closed_on(timezone.localdate(now)) and not why:
        raise Invalid(f"报送期限{report.due_on}已过，更正请写明理由。", "why", "reason_required")
    before = _shown(report)
    papers = _set(report, values)
    if not report.news:
        raise Invalid("“本期进展”不能清空；报错项目或报告期的，请作废这份报告。", "news", "required")
    _check_content(report, project)
    _save(report, by=by, now=now)
    if papers is not None:
        report.evidence.set(papers)
    changes = keep_row(
        project, RowKind.REPORT, report.pk,
        title=str(report), before=before, after=_shown(report), by=by, now=now, why=why,
    )  # fmt: skip
    record(Act.CORRECT_REPORT, project, by=by, now=now, changes=changes, detail=f"{report.period.label} {why}".strip())
    return report


@audited()
def withdraw_report(
    report_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Report:
    """A report sent by mistake: it stays, marked 作废, and the period may be reported anew."""
    project, report = _locked(report_id, by=by, expected_version=expected_version)
    why = why.strip()[:_REASON]
    if not why:
        raise Invalid("请写明作废理由。", "why", "reason_required")
    before = _shown(report)
    report.withdrawn_by, report.withdrawn_at, report.withdrawal_reason = by, now, why
    _save(report, by=by, now=now)
    changes = keep_row(
        project, RowKind.REPORT, report.pk, title=str(report), before=before, after={}, by=by, now=now, why=why
    )
    record(Act.WITHDRAW_REPORT, project, by=by, now=now, changes=changes, detail=f"{report.period.label} {why}")
    return report


def _locked(report_id: UUID, *, by: Officer, expected_version: int | None) -> tuple[Project, Report]:
    known = one_or_none(Report.objects.visible_to(by).filter(pk=report_id))
    if known is None:
        raise NotFound("没有找到这份进展报告，或它不在您的查看范围内。")
    project = locked_project(known.project_id, by=by)
    check_may_write(project, by)
    report = Report.objects.select_for_update(no_key=True).get(pk=report_id)
    if expected_version is not None and report.version != expected_version:
        raise Stale()
    if report.withdrawn_at is not None:
        raise Conflict("这份报告已作废，不能再改；请重新报送这一期。")
    return project, report


def _check_period(project: Project, period: Period, now: datetime) -> None:
    if period.first_on > timezone.localdate(now):
        raise Invalid(f"{period.label}还没有开始，不能提前报送。", "period")
    if period.last_on < project.negotiating_on:
        raise Invalid(f"{period.label}早于项目在谈日期{project.negotiating_on}，请另选报告期。", "period")


def _set(report: Report, values: Mapping[str, Any]) -> list[Any] | None:
    """Put checked values into the row; answers the papers, None where none were given and the row has some."""
    unknown = sorted(set(values) - set(WRITABLE))
    if unknown:
        raise Invalid(f"不认识的字段：{'、'.join(unknown)}。", unknown[0], "unknown_field")
    for name in [name for name in _MOST if name in values]:
        setattr(report, name, _text(report, name, values[name]))
    if "completed_wan" in values:
        amount: Decimal | None = values["completed_wan"]
        report.completed_wan = None if amount is None else check_wan(amount, "completed_wan")
    if "image_percent" in values:
        report.image_percent = _percent(values["image_percent"])
    if "evidence" in values:
        return checked_papers(report.project, values["evidence"])
    return [] if report._state.adding else None


def _text(report: Report, name: str, value: str) -> str:
    text, most = value.strip(), _MOST[name]
    if len(text) > most:
        label = report._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        raise Invalid(f"“{label}”最多{most}字，现有{len(text)}字，请精简。", name, "too_long")
    return text


def _percent(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= 100:
        raise Invalid("形象进度应在0到100之间，单位为百分比。", "image_percent")
    return value


def _check_content(report: Report, project: Project) -> None:
    """Against the last report and the project's own amounts."""
    earlier = previous_report(project, report.period)
    if earlier is not None and folded(earlier.news) == folded(report.news):
        raise Invalid(SAME, "news", "same_as_before")
    done, total = report.completed_wan, project.total_investment_wan
    if done is None or report.note:
        return
    if earlier is not None and earlier.completed_wan is not None and done < earlier.completed_wan:
        raise Invalid(
            f"累计数不应小于{earlier.period.label}的{earlier.completed_wan.normalize():f}万元；"
            "确需调减的，请在“数据说明”中写明原因。",
            "completed_wan",
            "falls",
        )
    if total is not None and done > total:
        raise Invalid(
            f"累计完成{done.normalize():f}万元，超过总投资{total.normalize():f}万元：请核对单位是否为万元；"
            "确实超过的，请在“数据说明”中写明原因。",
            "completed_wan",
            "exceeds_total",
        )


def _save_new(report: Report) -> None:
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as refused:
        same = Report.objects.current().filter(project=report.project, kind=report.kind, first_on=report.first_on)
        if not same.exists():
            raise
        raise Conflict(f"{report.period.label}已有进展报告，请打开那份报告更正。", "already_reported") from refused


def _save(report: Report, *, by: Officer, now: datetime) -> None:
    report.version += 1
    report.updated_by, report.updated_at = by, now
    report.save()


def _shown(report: Report) -> dict[str, str]:
    return shown_row(report, SHOWN) | shown_papers(report)


def _said(report: Report) -> str:
    return f"{report.period.label}{'，逾期报送' if report.is_late else ''}"
