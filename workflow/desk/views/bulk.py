"""Doors of runs over many projects: choose what to do, look at the preview, confirm, watch, read the result again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import DomainError, Invalid, NotFound
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.desk import services
from workflow.desk.forms import BulkForm
from workflow.desk.models import BulkRun, Outcome
from workflow.desk.queries import listing
from workflow.desk.queries.habits import rows_of, runs_of
from workflow.desk.services.bulk import MOST_ROWS
from workflow.desk.views.listed import Listed

RUNS_A_PAGE = 20
ROWS_SHOWN = 8
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
WRITERS = (Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE)


@needs(*WRITERS)
@require_safe
def bulk_runs(request: HttpRequest) -> HttpResponse:
    """The officer's own runs, to read their results again."""
    page = Paginator(runs_of(officer_of(request)), RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/bulk_runs.html", {"page": page})


@needs(*WRITERS)
@get_or_post
def bulk_new(request: HttpRequest) -> HttpResponse:
    """What to do to the projects of the address: ``project=…`` several times, or ``all=1`` with filters."""
    by, today = officer_of(request), timezone.localdate()
    try:
        projects, filters = _chosen(request, by, today)
    except Invalid as refused:
        messages.error(request, refused.detail)
        return redirect("desk:projects")
    first = {"valid_from": today, "role": "secretary"}
    form = BulkForm(request.POST or None, by=by, project=projects[0], on=today, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            run = services.preview_run(form.plan(), projects, filters=filters, by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            return redirect("desk:bulk_run", run.pk)
    context = {
        "form": form,
        "count": len(projects),
        "shown": projects[:ROWS_SHOWN],
        "rest": max(len(projects) - ROWS_SHOWN, 0),
        "filters": filters,
        "tags": form.known_tags(projects),
    }
    return render(request, "desk/bulk_new.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, by: Officer, today: date) -> tuple[list[Project], str]:
    """The projects in the officer's sight, at most 500, and how they were chosen in words. ``Invalid`` for none."""
    if request.GET.get("all"):
        listed = Listed(request.GET, by, today)
        if listed.form.ignored():
            raise Invalid(f"有筛选条件无法识别：{'；'.join(listed.form.ignored())}")
        found, said = listed.found, "；".join(listed.words) or "全部可查看项目"
        found = listing.ordered(found, listed.chosen.get("order", ""))
    else:
        found = Project.objects.visible_to(by).filter(pk__in=_ids(request)).order_by("number")
        said = "逐个勾选"
    projects = list(found.select_related("landing_organisation")[: MOST_ROWS + 1])
    if not projects:
        raise Invalid("请先在台账中勾选项目，再批量办理。")
    if len(projects) > MOST_ROWS:
        raise Invalid(f"一次最多办理 {MOST_ROWS} 个项目，请增加筛选条件，分批办理。")
    return projects, said


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.GET.getlist("project")[: MOST_ROWS + 1]:
        try:
            found.append(UUID(text))
        except ValueError as unreadable:
            raise Invalid("选择的项目无法识别，请返回台账重新勾选。") from unreadable
    return found


@needs(*WRITERS)
@get_or_post
def bulk_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Preview, progress and result of one run. ``do=confirm`` begins it; ``do=proceed`` works through the next rows."""
    by = officer_of(request)
    run = one_or_none(runs_of(by).filter(pk=run_id))
    if run is None:
        raise NotFound("没有找到这次批量办理，或它由他人发起。")
    if request.method == "POST":
        if request.POST.get("do") == "confirm":
            services.confirm_run(run.pk, by=by, now=timezone.now())
        services.proceed_run(run.pk, by=by, now=timezone.now())
        if not request.headers.get("HX-Request"):
            return redirect("desk:bulk_run", run.pk)
        run = runs_of(by).get(pk=run_id)
    return render(request, "desk/bulk_run.html", _context(run, by))


def _context(run: BulkRun, by: Officer) -> dict[str, object]:
    counts = [(name, label, getattr(run, f"{name}_rows")) for name, label in Outcome.choices]
    settled = run.count - run.waiting_rows  # type: ignore[attr-defined]
    return {
        "run": run,
        "rows": rows_of(run, by),
        "counts": [one for one in counts if one[2]],
        "settled": settled,
        "is_running": run.confirmed_at is not None and run.finished_at is None,
    }
