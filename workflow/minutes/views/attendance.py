"""The sheet of who was there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import DomainError, NotAllowed
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.dispatch.models import Meeting
from workflow.minutes import services
from workflow.minutes.forms import AttendanceSheet
from workflow.minutes.kinds import PresenceState
from workflow.minutes.models import Minutes
from workflow.minutes.policies import check_may_record
from workflow.minutes.queries.reading import sitting_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
def attendance(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Read and write the sheet; what was typed stays when it is refused."""
    officer = officer_of(request)
    meeting = sitting_of(meeting_id, officer)
    check_may_record(meeting, officer)
    sheet = _sheet(meeting, request)
    if request.method == "POST":
        try:
            services.record_attendance(meeting.pk, sheet.rows(), by=officer, now=timezone.now())
        except NotAllowed:
            raise
        except DomainError as refused:
            sheet.error = refused.detail
        else:
            messages.success(request, "出席情况已保存。")
            return redirect("minutes:minutes", meeting.pk)
    context = {
        "meeting": meeting,
        "sheet": sheet,
        "states": PresenceState.choices,
        "is_locked": Minutes.objects.filter(meeting=meeting, confirmed_at__isnull=False).exists(),
    }
    return render(request, "minutes/attendance.html", context, status=422 if sheet.error else 200)


def _sheet(meeting: Meeting, request: HttpRequest) -> AttendanceSheet:
    called: list[Officer] = [one.officer for one in meeting.attendees.current().select_related("officer__organisation")]
    known = list(meeting.presences.select_related("officer__organisation"))
    return AttendanceSheet(called, known, request.POST if request.method == "POST" else None)
