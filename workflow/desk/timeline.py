"""节点计划: planned against actual over many projects: by project, by unit, and the late nodes one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.plans.queries import late_nodes
from workflow.desk.forms import ProjectFilter
from workflow.desk.forms.timeline import GROUPS, TimelineForm
from workflow.desk.queries.board import chosen_projects
from workflow.desk.queries.lanes import lanes_of, planned_projects
from workflow.desk.queries.units import total_of, units_of

LANES_A_PAGE = 20
LATE_A_PAGE = 50
FILTERS = ("unit", "stage", "light", "chief", "tier", "chain")


@require_safe
@needs(Permission.PROJECT_READ)
def timeline(request: HttpRequest) -> HttpResponse:
    """Projects in hand that have a node plan, filtered by the address as the list is."""
    officer, today = officer_of(request), timezone.localdate()
    form, shape = ProjectFilter(request.GET, officer=officer), TimelineForm(request.GET, on=today)
    projects = chosen_projects(officer, form.chosen(), on=today, by_stage=True)
    late = late_nodes(projects, today)
    context = {
        "form": form,
        "filters": [form[name] for name in FILTERS],
        "own": [shape[name] for name in shape.fields],
        "ignored": form.ignored(),
        "is_filtered": bool(request.GET),
        "group": shape.group,
        "groups": GROUPS,
        "paper": shape.sheet,
        "span": shape.span,
        "scale": shape.span.scale(),
        "today_x": shape.span.x(today),
        "today": today,
        "late_count": late.count(),
        **SHOWN[shape.group](request, projects, shape, today),
    }
    return render(request, "desk/timeline.html", context)


def _by_project(request: HttpRequest, projects: QuerySet[Any], shape: TimelineForm, on: date) -> dict[str, Any]:
    planned = planned_projects(projects, on=on)
    page = Paginator(planned, LANES_A_PAGE).get_page(request.GET.get("page"))
    without = projects.count() - page.paginator.count
    return {"page": page, "lanes": lanes_of(page, shape.span, on=on), "without": without}


def _by_unit(request: HttpRequest, projects: QuerySet[Any], shape: TimelineForm, on: date) -> dict[str, Any]:
    rows = units_of(projects, shape.span, on=on)
    return {"rows": rows, "total": total_of(rows, shape.span)}


def _late_ones(request: HttpRequest, projects: QuerySet[Any], shape: TimelineForm, on: date) -> dict[str, Any]:
    page = Paginator(late_nodes(projects, on), LATE_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "rows": [(node, (on - node.committed_on).days) for node in page if node.committed_on]}


SHOWN = {"project": _by_project, "unit": _by_unit, "late": _late_ones}
