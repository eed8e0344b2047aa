"""The document: as it will look, and as the bytes that were kept."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.errors import NotFound
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.minutes import services
from workflow.minutes.models import Minutes
from workflow.minutes.queries.paper import paper_of
from workflow.minutes.queries.reading import minutes_of, sitting_of

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def readable(request: HttpRequest, meeting_id: UUID) -> Minutes:
    """The minutes as far as they exist for the visitor, or ``NotFound``."""
    officer = officer_of(request)
    found = minutes_of(sitting_of(meeting_id, officer), officer)
    if found is None:
        raise NotFound("这次会议还没有您能查看的纪要。")
    return found


@require_safe
@needs(Permission.DISPATCH_READ)
def preview(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The sheet on a page, corrections included."""
    found = readable(request, meeting_id)
    context = {"meeting": found.meeting, "minutes": found, "paper": paper_of(found)}
    return render(request, "minutes/preview.html", context)


@require_safe
@needs(Permission.DISPATCH_READ)
def file(request: HttpRequest, meeting_id: UUID, kind: str) -> HttpResponse:
    """``docx`` or ``pdf``: the newest edition as it was kept, always an attachment."""
    found = readable(request, meeting_id)
    edition = found.editions.order_by("-edition").first()
    if kind not in TYPES or edition is None:
        raise NotFound("纪要确认后才有文件可下载。")
    services.record_download(found, kind=kind, by=officer_of(request), now=timezone.now())
    answer = HttpResponse(bytes(edition.docx if kind == "docx" else edition.pdf), content_type=TYPES[kind])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{_name(found, edition.edition)}.{kind}"
    return answer


def _name(minutes: Minutes, edition: int) -> str:
    return quote(f"{minutes.meeting.title}纪要" + (f"（更正{edition}）" if edition else ""))
