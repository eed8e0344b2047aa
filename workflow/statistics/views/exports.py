"""The doors of files: an answer as xlsx or docx, the rows behind a number as xlsx. Each is an act that is recorded."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from projects.errors import Invalid
from projects.papers.docx import docx
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.statistics import queries
from workflow.statistics.explorer.opened import opened
from workflow.statistics.explorer.words import ask_words
from workflow.statistics.forms import AskForm
from workflow.statistics.papers import answer_paper
from workflow.statistics.services.exports import record_export
from workflow.statistics.views.explorer import answered
from workflow.statistics.workbook import MOST_ROWS, answer_file, rows_file

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@needs(Permission.STATISTICS_READ)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The words of the address and ``format=xlsx`` or ``docx``. What cannot be read leads back to the page."""
    by, now = officer_of(request), timezone.now()
    form = AskForm(request.GET, officer=by, now=now)
    answer = answered(form)
    if answer is None:
        messages.error(request, "统计条件有误，没有导出；请按页面提示更正。")
        return redirect(f"{reverse('statistics:explorer')}?{form.query()}")
    kind = "docx" if request.GET.get("format") == "docx" else "xlsx"
    head = [*ask_words(form.ask(), organisation=form.organisation_name()), _taken(by, now)]
    file = BytesIO(docx(answer_paper(answer, head))) if kind == "docx" else answer_file(answer, head)
    record_export(f"统计（{kind}）", detail="。".join(head[:3]), rows=len(answer.lines), by=by, now=now)
    return FileResponse(file, as_attachment=True, filename=_name("统计", now, kind), content_type=TYPES[kind])


@needs(Permission.STATISTICS_READ)
@require_GET
def export_rows(request: HttpRequest) -> HttpResponseBase:
    """``?key=``: all rows behind the number."""
    by, now, key = officer_of(request), timezone.now(), request.GET.get("key", "")
    shown = opened(key, by)
    found = queries.rows(by, key, limit=MOST_ROWS + 1)
    if len(found) > MOST_ROWS:
        raise Invalid(f"明细超过{MOST_ROWS}行，一次导不完，请增加筛选条件后分批导出。")
    head = [*shown.words, _taken(by, now)]
    file = rows_file(found, head, shown.money_title)
    record_export("统计明细（xlsx）", detail="。".join(shown.words), rows=len(found), by=by, now=now)
    return FileResponse(file, as_attachment=True, filename=_name("统计明细", now, "xlsx"), content_type=TYPES["xlsx"])


def _taken(by: Officer, now: datetime) -> str:
    unit = f"（{by.organisation}）" if by.organisation else ""
    return f"导出时间：{timezone.localtime(now):%Y-%m-%d %H:%M}（北京时间）　导出人：{by}{unit}"


def _name(word: str, now: datetime, kind: str) -> str:
    return f"{word}-{timezone.localtime(now):%Y%m%d-%H%M%S}.{kind}"
