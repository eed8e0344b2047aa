"""The door of exports: exactly what is filtered, with the chosen columns, in the order shown."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from projects.errors import Invalid
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.desk import exports
from workflow.desk.queries import listing
from workflow.desk.services import record_export
from workflow.desk.views.listed import Listed

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@needs(Permission.PROJECT_READ)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """``?format=xlsx`` or ``csv`` and the words of the list's address. What cannot be read is refused, not ignored."""
    officer, now = officer_of(request), timezone.now()
    listed = Listed(request.GET, officer, timezone.localdate(now))
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    try:
        head = _head(listed, now)
    except Invalid as refused:
        messages.error(request, refused.detail)
        return redirect(reverse("desk:projects") + listed.address.link())
    file = exports.to_file(kind, listed.rows, listed.columns, head)
    said = {"filters": "；".join(head.filters) or "无", "columns": "、".join(one.label for one in listed.columns)}
    record_export(kind, rows=head.sums.count, by=officer, now=now, **said)
    name = f"项目台账-{timezone.localtime(now):%Y%m%d-%H%M%S}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kind])


def _head(listed: Listed, now: datetime) -> exports.Head:
    ignored = listed.form.ignored()
    if ignored:
        raise Invalid(f"有筛选条件无法识别，未导出：{'；'.join(ignored)}")
    sums = listing.sums_of(listed.found)
    if sums.count > exports.MOST:
        raise Invalid(f"符合条件的项目有 {sums.count} 个，一次最多导出 {exports.MOST} 个。请增加筛选条件，分批导出。")
    return exports.Head(listed.words, sums, listed.officer, now)
