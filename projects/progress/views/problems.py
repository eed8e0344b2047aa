"""Doors of problems: the list, raising and editing one, and its page with the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.drafts.once import saves_once
from projects.errors import DomainError, Stale
from projects.ledger.models import Project
from projects.ledger.policies import check_may_write, may_write
from projects.ledger.views.addresses import get_or_post, project_of
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.progress import services
from projects.progress.actions import Action, actions_for, perform
from projects.progress.forms import ActionForm, ProblemFilter, ProblemForm
from projects.progress.forms.problems import stored_values
from projects.progress.listing import counted, listed
from projects.progress.models import Problem
from projects.progress.queries import visible_problem

ROWS_A_PAGE = 25
MOVED = "您填写期间这个问题有了新的办理，您写的内容还在下面：请核对最新情况后再提交。"


@needs(Permission.PROJECT_READ)
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Every visible problem by the filters of the address, the longest open ones first."""
    by, today = officer_of(request), timezone.localdate()
    form = ProblemFilter(request.GET, by=by)
    found = listed(by, form.chosen())
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, one.days_open(today)) for one in page]
    context = {"form": form, "page": page, "rows": rows, "sums": counted(found)}
    return render(request, "progress/problems.html", context)


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def raise_problem(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Say what stands in the way."""
    project = project_of(request, project_id)
    by = officer_of(request)
    check_may_write(project, by)
    form = ProblemForm(request.POST or None, project=project, by=by, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.raise_problem(project.pk, form.values(), by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"问题“{made.title}”已提出，等待{made.asked_organisation}协调。")
            return redirect("progress:problem", made.pk)
    context = {"form": form, "project": project}
    return render(request, "progress/problem_form.html", context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
def edit(request: HttpRequest, problem_id: UUID) -> HttpResponse:
    """Other words for an open problem."""
    by, today = officer_of(request), timezone.localdate()
    problem = visible_problem(by, problem_id)
    check_may_write(problem.project, by)
    services.check_open(problem)
    form = ProblemForm(request.POST or None, project=problem.project, by=by, on=today, problem=problem)
    version = version_of(request) if request.method == "POST" else problem.version
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_problem(problem.pk, form.values(), by=by, now=timezone.now(), expected_version=version)
        except Stale:
            return _stale(request, form, problem.pk, by)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已保存。")
            return redirect("progress:problem", problem.pk)
    return _form_page(request, form, problem.project, problem, version=version)


def _stale(request: HttpRequest, form: ProblemForm, problem_id: UUID, by: Officer) -> HttpResponse:
    now = visible_problem(by, problem_id)
    last = now.entries.select_related("by").last()
    more = {"differing": form.differing(stored_values(now)), "who": last and last.by, "when": last and last.at}
    return _form_page(request, form, now.project, now, version=now.version, status=412, **more)


def _form_page(
    request: HttpRequest, form: ProblemForm, project: Project, problem: Problem, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "project": project, "problem": problem, **more}
    return render(request, "progress/problem_form.html", context, status=422 if form.errors else status)


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def problem(request: HttpRequest, problem_id: UUID) -> HttpResponse:
    """One problem: what is asked, what was answered, what can be done now."""
    by = officer_of(request)
    found = visible_problem(by, problem_id)
    if request.method != "POST":
        return _page(request, found, by)
    action = Action.of(request.POST.get("do", ""))
    form = _action_form(action, found, by, request)
    version = version_of(request)
    if not form.is_valid():
        return _page(request, found, by, tried=(action, form), status=422)
    try:
        perform(action, found.pk, form.cleaned_data, by=by, now=timezone.now(), version=version)
    except Stale:
        return _page(request, visible_problem(by, problem_id), by, tried=(action, form), moved=MOVED, status=412)
    except DomainError as refused:
        form.refuse(refused)
        return _page(request, visible_problem(by, problem_id), by, tried=(action, form), status=refused.status)
    messages.success(request, f"已{action.label}。")
    return redirect("progress:problem", found.pk)


def _action_form(action: Action, found: Problem, by: Officer, request: HttpRequest | None) -> ActionForm:
    today = timezone.localdate()
    form = ActionForm(
        request.POST if request else None, do=action.value, label=action.asks, initial={"resolved_on": today}
    )
    if action == Action.LIFT:
        form.offer_units(by, action.next_level(found), today)
    return form


def _page(
    request: HttpRequest,
    found: Problem,
    by: Officer,
    *,
    tried: tuple[Action, ActionForm] | None = None,
    moved: str = "",
    status: int = 200,
) -> HttpResponse:
    offered = [(one, _action_form(one, found, by, None)) for one in actions_for(found, by)]
    if tried is not None:
        offered = [tried if one[0] == tried[0] else one for one in offered] or [tried]
    context = {
        "problem": found,
        "project": found.project,
        "sees_project": Project.objects.visible_to(by).filter(pk=found.project_id).exists(),
        "days": found.days_open(timezone.localdate()),
        "thread": found.entries.select_related("by__organisation"),
        "papers": found.evidence.all(),
        "offered": offered,
        "tried": tried[0] if tried else None,
        "may_edit": found.is_open and may_write(found.project, by),
        "moved": moved,
    }
    return render(request, "progress/problem.html", context, status=status)
