"""Doors of a return: the table to fill in, and what was said with its versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import Conflict, DomainError, Invalid, NotAllowed
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.reporting import services
from workflow.reporting.cells import typed
from workflow.reporting.differences import Change, changes_between
from workflow.reporting.forms import ReasonForm
from workflow.reporting.forms.filling import MORE, fits_page, posted_rows, table_of
from workflow.reporting.kinds import ReturnState
from workflow.reporting.models import ReportReturn, ReturnVersion
from workflow.reporting.policies import check_may_fill, check_may_run, may_fill, may_run
from workflow.reporting.queries.figures import STANDINGS, told_rows
from workflow.reporting.queries.finding import known_for, names_in, return_of
from workflow.reporting.rows import Line, read_rows

Rows = list[dict[str, str]]
OFFICE = {"send_back": services.send_back, "exempt": services.exempt_return}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def return_page(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """What was said, what was said before, what happened; ``do`` = withdraw, nil, send_back, exempt, require."""
    by = officer_of(request)
    report = return_of(return_id, by)
    if request.method != "POST":
        return _show(request, report)
    form = ReasonForm(request.POST)
    try:
        _act(request, report, form)
    except NotAllowed:
        raise
    except DomainError as refused:
        if refused.field == "reason":
            form.refuse(refused)
        else:
            messages.error(request, refused.detail)
        return _show(request, return_of(return_id, by), form=form, status=refused.status)
    return redirect("reporting:return", report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_WRITE)
def fill(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """The table on the page; ``do`` = save, submit, correct, more."""
    by = officer_of(request)
    report = return_of(return_id, by)
    check_may_fill(report, by)
    _check_open(report)
    if request.method != "POST":
        return _table(request, report, stored_rows(report))
    rows = posted_rows(report.round.form.definition, request.POST)
    if request.POST.get("do") == "more":
        return _table(request, report, rows, more=MORE)
    if "rows-TOTAL_FORMS" not in request.POST:
        rows = stored_rows(report)  # a table too long for the page: what was uploaded stands
    try:
        _keep(request, report, rows)
    except NotAllowed:
        raise
    except DomainError as refused:
        return _refused(request, report, rows, refused)
    return redirect("reporting:return", report.pk)


def stored_rows(report: ReportReturn) -> Rows:
    """The working copy, or the standing version as it would be typed again."""
    if report.draft or not report.current:
        return list(report.draft)
    definition = report.round.form.definition
    stood = report.versions.get(number=report.current)
    return [{one.name: typed(one, row.get(one.name, "")) for one in definition.columns} for row in stood.rows]


def _act(request: HttpRequest, report: ReportReturn, form: ReasonForm) -> None:
    done = request.POST.get("do", "")
    known: dict[str, Any] = {"by": officer_of(request), "now": timezone.now(), "expected_version": version_of(request)}
    if done == "withdraw":
        services.withdraw_return(report.pk, **known)
        messages.success(request, "已撤回，内容在草稿里，改好后请重新报送。")
    elif done == "nil":
        services.submit_return(report.pk, [], is_nil=True, **known)
        messages.success(request, "已零报送。")
    elif done in OFFICE:
        check_may_run(report.round.request, known["by"])
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        OFFICE[done](report.pk, reason=reason, **known)
        messages.success(request, f"{report.unit.label}：{'已退回补正' if done == 'send_back' else '本期免报'}。")
    elif done == "require":
        services.require_return(report.pk, **known)
        messages.success(request, f"已取消{report.unit.label}的免报。")
    else:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")


def _keep(request: HttpRequest, report: ReportReturn, rows: Rows) -> None:
    done = request.POST.get("do", "save")
    known: dict[str, Any] = {"by": officer_of(request), "now": timezone.now(), "expected_version": version_of(request)}
    if done == "submit":
        made = services.submit_return(report.pk, rows, **known)
        messages.success(
            request, f"已报送 {made.rows_count} 项" + (f"（{made.late_text}）" if made.is_late else "") + "。"
        )
    elif done == "correct":
        note = request.POST.get("note", "")
        services.correct_return(report.pk, rows, note=note, is_nil=not any(map(_says, rows)), **known)
        messages.success(request, "更正已报送，原版本保留，差异见下。")
    else:
        services.save_draft(report.pk, rows, **known)
        messages.success(request, "草稿已保存，还没有报送。")


def _says(row: dict[str, str]) -> bool:
    return any(text.strip() for text in row.values())


def _check_open(report: ReportReturn) -> None:
    if not report.round.is_open:
        raise Conflict(f"{report.round}已经封存，不能再改；有出入请在下一期说明。", "round_closed")
    if report.state == ReturnState.EXEMPT:
        raise Conflict(f"{report.unit}本期免报，不用填写。", "return_state")


def _refused(request: HttpRequest, report: ReportReturn, rows: Rows, refused: DomainError) -> HttpResponse:
    """The table as typed, each problem at its cell."""
    lines: list[Line] = []
    if isinstance(refused, Invalid) and refused.code == "wrong_cells":
        definition = report.round.form.definition
        lines = read_rows(definition, rows, known_for(definition, report.unit, officer_of(request))).lines
    fresh = return_of(report.pk, officer_of(request)) if refused.status != 412 else report
    return _table(request, fresh, rows, lines, refused=refused)


def _table(
    request: HttpRequest,
    report: ReportReturn,
    rows: Rows,
    lines: list[Line] | None = None,
    *,
    more: int = 0,
    refused: DomainError | None = None,
) -> HttpResponse:
    definition = report.round.form.definition
    fits = fits_page(definition, len(rows)) or bool(lines)
    table = table_of(definition, rows, known_for(definition, report.unit, officer_of(request)), lines or (), more=more)
    context = {
        "report": report,
        "definition": definition,
        "table": table,
        "fits": fits,
        "rows": rows,
        "refused": refused,
        "is_correction": report.state == ReturnState.SUBMITTED,
        "note": request.POST.get("note", ""),
        "is_over": report.round.is_over_at(timezone.now()),
    }
    return render(request, "reporting/fill.html", context, status=refused.status if refused else 200)


def _show(
    request: HttpRequest, report: ReportReturn, *, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    by, now = officer_of(request), timezone.now()
    versions = list(report.versions.select_related("by"))
    standing = report.standing_at(now)
    current = next((one for one in versions if one.number == report.current), None)
    context = {
        "report": report,
        "definition": report.round.form.definition,
        "word": report.late_text or STANDINGS[standing],
        "standing": standing,
        "rows": told_rows(report, current, by) if current else [],
        "versions": _versions(report, versions),
        "events": report.events.select_related("by__organisation"),
        "urges": report.urges.select_related("by"),
        "fills": may_fill(report, by) and report.round.is_open and report.state != ReturnState.EXEMPT,
        "runs": may_run(report.round.request, by) and report.round.is_open,
        "may_withdraw": report.state == ReturnState.SUBMITTED and not report.round.is_over_at(now),
        "form": form if form is not None and form.errors else ReasonForm(),
    }
    return render(request, "reporting/return.html", context, status=status)


def _versions(report: ReportReturn, versions: list[ReturnVersion]) -> list[tuple[ReturnVersion, list[Change] | None]]:
    """The latest first, each with what it changed; None for the first."""
    definition = report.round.form.definition
    names = names_in(definition, [row for one in versions for row in one.rows])
    pairs: list[tuple[ReturnVersion, list[Change] | None]] = []
    before: ReturnVersion | None = None
    for one in versions:
        pairs.append((one, changes_between(definition, before.rows, one.rows, names) if before else None))
        before = one
    return pairs[::-1]


def visible_return(return_id: UUID, by: Officer) -> ReportReturn:
    """For the doors of files: a return that the officer fills in."""
    report = return_of(return_id, by)
    check_may_fill(report, by)
    _check_open(report)
    return report
