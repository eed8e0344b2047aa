"""Doors of a file: the blank one, and an uploaded one with every error at its cell. Nothing is kept of a wrong one."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import DomainError, Invalid, NotAllowed
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.people.roster.archives import MOST_BYTES, Hostile
from projects.people.roster.reading import read_workbook
from workflow.reporting import services, sheets
from workflow.reporting.models import ReportReturn
from workflow.reporting.queries.finding import known_for
from workflow.reporting.rows import Sheet, read_numbered
from workflow.reporting.sheets import Found, recognise
from workflow.reporting.views.returns import visible_return

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "workflow.reporting.upload"
GOOD_FOR = 3600
"""Seconds between the preview and taking it over."""


@require_safe
@needs(Permission.PROJECT_WRITE)
def template(request: HttpRequest, return_id: UUID) -> FileResponse:
    """The blank workbook of this round's form."""
    report = visible_return(return_id, officer_of(request))
    name = f"{report.round.request.name}-{report.round.number}-模板.xlsx"
    file = BytesIO(sheets.template(report.round.form.definition, str(report.round)))
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_WRITE)
def upload(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Choose a file; read it; take it over into the working copy (``do`` = apply)."""
    report = visible_return(return_id, officer_of(request))
    if request.method != "POST":
        return _page(request, report)
    try:
        if request.POST.get("do") == "apply":
            return _apply(request, report)
        return _preview(request, report)
    except NotAllowed:
        raise
    except DomainError as refused:
        return _page(request, report, refused=refused.detail, status=refused.status)


def _preview(request: HttpRequest, report: ReportReturn) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Invalid("请选择要上传的 .xlsx 文件。", "file")
    if file.size > MOST_BYTES:
        raise Hostile("文件超过20 MB，请只保留报送表再上传。")
    definition = report.round.form.definition
    found = recognise(definition, read_workbook(file.read()))
    sheet = read_numbered(definition, found.rows, known_for(definition, report.unit, officer_of(request)))
    if not sheet.lines:
        raise Invalid("表头下面没有内容；本期确实没有的，请在报送页点“零报送”。", "file", "no_rows")
    status = 200 if sheet.is_clean else 422
    return _page(request, report, found=found, sheet=sheet, token=_token(report, sheet), status=status)


def _apply(request: HttpRequest, report: ReportReturn) -> HttpResponse:
    try:
        said = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as refused:
        raise Invalid("预览已过期，请重新上传文件。", "file", "preview_over") from refused
    if said["report"] != str(report.pk):
        raise Invalid("这份预览不属于本页的报送，请重新上传文件。", "file", "preview_over")
    by, now = officer_of(request), timezone.now()
    services.save_draft(report.pk, said["rows"], by=by, now=now, expected_version=said["version"])
    messages.success(request, f"已读入 {len(said['rows'])} 行，存为草稿。核对无误后请点“报送”。")
    return redirect("reporting:fill", report.pk)


def _token(report: ReportReturn, sheet: Sheet) -> str:
    """The rows that were looked at, and on which version; empty while something is wrong."""
    if not sheet.is_clean:
        return ""
    said = {"report": str(report.pk), "version": report.version, "rows": sheet.texts}
    return signing.dumps(said, salt=SALT, compress=True)


def _page(
    request: HttpRequest,
    report: ReportReturn,
    *,
    found: Found | None = None,
    sheet: Sheet | None = None,
    token: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    definition = report.round.form.definition
    lines = [
        (line, [(one, line.texts.get(one.name, ""), line.problems.get(one.name, "")) for one in definition.columns])
        for line in (sheet.lines if sheet else [])
    ]
    context: dict[str, Any] = {
        "report": report, "definition": definition, "found": found, "sheet": sheet, "lines": lines, "token": token,
        "refused": refused,
    }  # fmt: skip
    return render(request, "reporting/upload.html", context, status=status)
