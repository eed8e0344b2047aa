"""Doors of the report: a page to print on A4, and the same as XLSX."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.errors import Conflict
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.spotchecks.kinds import Finding
from workflow.spotchecks.models import Round
from workflow.spotchecks.queries import frame_rows, is_finished, round_of, shows_draw, strata_report, visits_of
from workflow.spotchecks.services import record_export
from workflow.spotchecks.views.visits import TAGS
from workflow.spotchecks.workbook import to_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _fixed(request: HttpRequest, round_id: UUID) -> Round:
    found = round_of(round_id, officer_of(request))
    if not found.is_fixed:
        raise Conflict("名单固定后才有核查报告，请先固定名单。", "round_planned")
    return found


@require_safe
@needs(Permission.PROJECT_READ)
def report(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Seed, algorithm, frame, strata, list, findings, revocations: as much of it as the visitor may know."""
    officer, found = officer_of(request), _fixed(request, round_id)
    over = is_finished(found)
    shows = shows_draw(found, officer, finished=over)
    visits = [(one, TAGS[one.record.finding] if one.is_recorded else "") for one in visits_of(found, officer)]
    context = {
        "round": found,
        "shows_draw": shows,
        "is_finished": over,
        "strata": strata_report(found) if shows else [],
        "findings": Finding.choices,
        "visits": visits,
        "printed_at": timezone.now(),
    }
    return render(request, "spotchecks/report.html", context)


@require_safe
@needs(Permission.PROJECT_READ)
def report_file(request: HttpRequest, round_id: UUID) -> FileResponse:
    """The same as a workbook, with the whole frame for whoever may see the draw."""
    officer, found = officer_of(request), _fixed(request, round_id)
    visits = list(visits_of(found, officer))
    shows = shows_draw(found, officer, finished=is_finished(found))
    file = to_file(found, visits, strata_report(found) if shows else [], frame_rows(found) if shows else [])
    record_export(found, rows=len(visits), by=officer, now=timezone.now())
    name = f"核查报告-{found.year}-{found.sequence}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
