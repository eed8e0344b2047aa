"""The plan of a project: seen in full width, made from a template, promised, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from projects.errors import DomainError, Stale
from projects.ledger.models import Project
from projects.ledger.policies import check_may_write
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.plans import services
from projects.plans.board import board_of
from projects.plans.drafting import Draft, draft_of
from projects.plans.forms import ApplyForm, ReasonForm
from projects.plans.models import Template
from projects.plans.presets import PRESETS
from projects.plans.services.keeping import locked_plan
from projects.plans.views.addresses import get_or_post, project_of, tab_of


@needs(Permission.PROJECT_READ)
@require_safe
def plan(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The plan alone, wide, for the screen of a meeting room and for paper."""
    project = project_of(request, project_id)
    board = board_of(project, officer_of(request), on=timezone.localdate(), shown=request.GET.get("nodes", ""))
    return render(request, "plans/plan.html", {"project": project, "board": board})


@needs(Permission.PROJECT_READ)
@get_or_post
def apply(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Choose a template, look at the days it gives, then keep them."""
    project, by = project_of(request, project_id), officer_of(request)
    check_may_write(project, by)
    offered = Template.objects.offered_for(project).prefetch_related("nodes")
    first = {"starts_on": timezone.localdate(), "template": _usual(project, list(offered))}
    form = ApplyForm(request.POST or None, offered=offered, initial=first)
    draft: Draft | None = None
    if request.method == "POST" and form.is_valid():
        try:
            draft = _draft(project, form)
            if request.POST.get("do") == "apply":
                _apply(request, project, form, by)
                return redirect(tab_of(project_id))
        except DomainError as refused:
            form.refuse(refused)
    context = {"form": form, "project": project, "draft": draft, "presets": PRESETS.values()}
    return render(request, "plans/apply.html", context, status=422 if form.errors else 200)


def _usual(project: Project, offered: list[Template]) -> str:
    """The city's own template for the project's kind of start; else the preset for it."""
    kind = project.start_kind or "construction"
    own = next((str(one.pk) for one in offered if one.start_kind == kind), "")
    return own or next((preset.code for preset in PRESETS.values() if preset.start_kind == kind), "plant")


def _draft(project: Project, form: ApplyForm) -> Draft:
    return draft_of(project, form.chosen()[1], form.cleaned_data["starts_on"])


def _apply(request: HttpRequest, project: Project, form: ApplyForm, by: Officer) -> None:
    name, nodes = form.chosen()
    starts_on = form.cleaned_data["starts_on"]
    made = services.apply_template(project.pk, nodes, name=name, starts_on=starts_on, by=by, now=timezone.now())
    count = made.nodes.standing().count()
    messages.success(request, f"已套用“{name}”，生成{count}个节点。核对调整后请确认承诺。")


@needs(Permission.PROJECT_READ)
@require_POST
def confirm(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Promise the plan as it stands on the page."""
    project, by = project_of(request, project_id), officer_of(request)
    check_may_write(project, by)
    services.confirm_plan(project.pk, by=by, now=timezone.now(), expected_version=version_of(request))
    messages.success(request, "节点方案已承诺。今后调整计划，承诺日期保留不变。")
    return redirect(tab_of(project_id))


@needs(Permission.PROJECT_READ)
@get_or_post
def withdraw(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Take back a draft."""
    project, by = project_of(request, project_id), officer_of(request)
    check_may_write(project, by)
    found = locked_plan(project)
    form = ReasonForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        seen, why = version_of(request), form.cleaned_data["reason"]
        try:
            services.withdraw_plan(project.pk, reason=why, by=by, now=timezone.now(), expected_version=seen)
        except Stale:
            found = locked_plan(project)
            context = {"form": form.onto(found), "project": project, "plan": found, "is_stale": True}
            return render(request, "plans/withdraw.html", context, status=412)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "节点方案已撤回，可以重新套用模板。")
            return redirect(tab_of(project_id))
    context = {"form": form, "project": project, "plan": found}
    return render(request, "plans/withdraw.html", context, status=422 if form.errors else 200)
