"""Doors of progress reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.drafts.once import saves_once
from projects.errors import DomainError, Stale
from projects.ledger.models import Project
from projects.ledger.policies import check_may_write
from projects.ledger.views.addresses import archive_of, get_or_post, project_of
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.progress import services
from projects.progress.forms import CorrectionForm, ReportForm, WithdrawForm
from projects.progress.forms.reports import stored_values
from projects.progress.models import Report
from projects.progress.periods import period_of
from projects.progress.queries import previous_report, visible_report

COPIED = "已填入上期的下步计划，请按本期情况修改。"


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def send(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Report what happened in a period, the last report beside the form."""
    project = project_of(request, project_id)
    by, today = officer_of(request), timezone.localdate()
    check_may_write(project, by)
    last = Report.objects.filter(project=project).current().select_related("created_by").first()
    if request.POST.get("do") == "copy":
        return _copied(request, project, last)
    form = ReportForm(request.POST or None, project=project, on=today, initial=_first(last))
    if request.method == "POST" and form.is_valid():
        try:
            period = period_of(form.cleaned_data["period"])
            services.send_report(project.pk, period, form.values(), by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{period.label}进展已报送。")
            return redirect(archive_of(project.pk, "progress"))
    return _send_page(request, project, form, last)


def _first(last: Report | None) -> dict[str, Any]:
    if last is None or last.completed_wan is None:
        return {}
    return {"completed_wan": f"{last.completed_wan.normalize():f}"}


def _copied(request: HttpRequest, project: Project, last: Report | None) -> HttpResponse:
    """What was typed, with the plan of the last report in it."""
    typed = request.POST.copy()
    typed["next_steps"] = last.next_steps if last else ""
    form = ReportForm(typed, project=project, on=timezone.localdate())
    form.errors.clear()
    return _send_page(request, project, form, last, copied=COPIED)


def _send_page(
    request: HttpRequest, project: Project, form: ReportForm, last: Report | None, copied: str = ""
) -> HttpResponse:
    context = {"form": form, "project": project, "last": last, "copied": copied}
    return render(request, "progress/report_form.html", context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
def correct(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Correct a report, or declare it void."""
    by = officer_of(request)
    report = visible_report(by, report_id)
    project = project_of(request, report.project_id)
    check_may_write(project, by)
    if request.POST.get("do") == "withdraw":
        return _withdraw(request, project, report)
    form = CorrectionForm(request.POST or None, report=report, on=timezone.localdate())
    version = version_of(request) if request.method == "POST" else report.version
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_report(
                report.pk, form.values(), why=form.cleaned_data["why"],
                by=by, now=timezone.now(), expected_version=version,
            )  # fmt: skip
        except Stale:
            return _stale(request, project, report, form)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{report.period.label}进展已更正，原内容留在历史中。")
            return redirect(archive_of(project.pk, "progress"))
    return _correct_page(request, project, report, form, version=version)


def _withdraw(request: HttpRequest, project: Project, report: Report) -> HttpResponse:
    form = WithdrawForm(request.POST)
    version = version_of(request)
    if form.is_valid():
        by, why = officer_of(request), form.cleaned_data["why"]
        try:
            services.withdraw_report(report.pk, why=why, by=by, now=timezone.now(), expected_version=version)
        except Stale:
            return _withdraw_stale(request, project, report, form)
        messages.success(request, f"{report.period.label}进展已作废，可重新报送这一期。")
        return redirect(archive_of(project.pk, "progress"))
    shown = CorrectionForm(report=report, on=timezone.localdate())
    return _correct_page(request, project, report, shown, version=version, withdraw=form)


def _withdraw_stale(request: HttpRequest, project: Project, report: Report, withdraw: WithdrawForm) -> HttpResponse:
    """Corrected meanwhile: the report as it is now, and the reason as it was typed."""
    now = visible_report(officer_of(request), report.pk)
    withdraw.is_overtaken = True
    shown = CorrectionForm(report=now, on=timezone.localdate())
    return _correct_page(request, project, now, shown, version=now.version, withdraw=withdraw, status=412)


def _stale(request: HttpRequest, project: Project, report: Report, form: CorrectionForm) -> HttpResponse:
    """Somebody was faster: what was typed beside what stands there now."""
    now = visible_report(officer_of(request), report.pk)
    more: dict[str, Any] = {"who": now.updated_by, "when": now.updated_at}
    more["differing"] = form.differing(stored_values(now))
    return _correct_page(request, project, now, form, version=now.version, status=412, **more)


def _correct_page(
    request: HttpRequest,
    project: Project,
    report: Report,
    form: CorrectionForm,
    *,
    version: int,
    withdraw: WithdrawForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    is_refused = bool(form.errors) or (withdraw is not None and bool(withdraw.errors))
    context = {"form": form, "project": project, "report": report, "version": version}
    context |= {"withdraw": withdraw or WithdrawForm(), "last": previous_report(project, report.period), **more}
    return render(request, "progress/report_edit.html", context, status=422 if is_refused else status)
