"""Doors of a round: who has reported, everything rolled up, the difference to the round before; urging and closing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import Conflict, DomainError, NotAllowed
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.reporting import services
from workflow.reporting.models import ReportRound
from workflow.reporting.policies import check_may_run, may_run
from workflow.reporting.queries.contents import is_as_frozen
from workflow.reporting.queries.figures import figures_of
from workflow.reporting.queries.finding import round_of
from workflow.reporting.workbook import to_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One round; ``do`` = urge, close."""
    by = officer_of(request)
    found = round_of(round_id, by)
    if request.method != "POST":
        return _show(request, found)
    check_may_run(found.request, by)
    try:
        _act(request, found)
    except NotAllowed:
        raise
    except DomainError as refused:
        messages.error(request, refused.detail)
        return _show(request, round_of(round_id, by), status=refused.status)
    return redirect("reporting:round", found.pk)


@require_safe
@needs(Permission.DISPATCH_READ)
def export(request: HttpRequest, round_id: UUID) -> FileResponse:
    """The same as a workbook."""
    by, now = officer_of(request), timezone.now()
    found = round_of(round_id, by)
    figures = figures_of(found, by, now)
    file = to_file(found, figures)
    services.record_export(found, rows=len(figures.rows), by=by, now=now)
    name = f"{found.request.name}-{found.number}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _act(request: HttpRequest, found: ReportRound) -> None:
    done, by, now = request.POST.get("do"), officer_of(request), timezone.now()
    if done == "urge":
        ticked = [UUID(one) for one in request.POST.getlist("returns") if _is_id(one)]
        urged = services.urge_units(found.pk, by=by, now=now, returns=ticked or None)
        messages.success(request, f"已催报 {len(urged)} 个单位：{'、'.join(one.unit.label for one in urged)}。")
    elif done == "close":
        services.close_round(found.pk, by=by, now=now, expected_version=version_of(request))
        messages.success(request, "本期已封存，内容和哈希不再变动。")
    else:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")


def _show(request: HttpRequest, found: ReportRound, *, status: int = 200) -> HttpResponse:
    by, now = officer_of(request), timezone.now()
    context = {
        "round": found,
        "runs": may_run(found.request, by),
        "figures": figures_of(found, by, now),
        "is_over": found.is_over_at(now),
        "is_as_frozen": is_as_frozen(found) if not found.is_open else None,
    }
    return render(request, "reporting/round.html", context, status=status)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
