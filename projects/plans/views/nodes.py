"""Doors of one node."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.drafts.once import saves_once
from projects.errors import DomainError, Stale
from projects.ledger.policies import check_may_write
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.plans import services
from projects.plans.forms import NodeForm, ReasonForm, ReportForm
from projects.plans.policies import check_may_report
from projects.plans.services.nodes import PREDECESSORS
from projects.plans.views.addresses import get_or_post, node_of, project_of, stale_page, tab_of


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def node_new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Add a node of one's own."""
    project, by, today = project_of(request, project_id), officer_of(request), timezone.localdate()
    check_may_write(project, by)
    first = {"stage": project.stage, "planned_start_on": today}
    form = NodeForm(request.POST or None, by=by, project=project, on=today, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_node(project_id, form.values(), by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已新增节点“{made.name}”。")
            return redirect(tab_of(project_id))
    context = {"form": form, "project": project}
    return render(request, "plans/node_form.html", context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
def node_edit(request: HttpRequest, node_id: UUID) -> HttpResponse:
    """Change name, owner, order and what it waits for."""
    node, project = node_of(request, node_id)
    by = officer_of(request)
    check_may_write(project, by)
    form = NodeForm(request.POST or None, by=by, project=project, on=timezone.localdate(), node=node)
    if request.method == "POST" and form.is_valid():
        seen = version_of(request)
        try:
            services.edit_node(node_id, form.values(), by=by, now=timezone.now(), expected_version=seen)
        except Stale:
            return stale_page(request, "plans/node_form.html", form, node_id)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{node.name}”已保存。")
            return redirect(tab_of(project.pk))
    context = {"form": form, "project": project, "node": node}
    return render(request, "plans/node_form.html", context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
def report(request: HttpRequest, node_id: UUID) -> HttpResponse:
    """Enter actual days, progress and a note."""
    node, project = node_of(request, node_id)
    by = officer_of(request)
    check_may_report(node, project, by)
    form = ReportForm(request.POST or None, node=node)
    if request.method == "POST" and form.is_valid():
        seen, given = version_of(request), form.cleaned_data
        try:
            services.report_node(
                node_id, form.values(), confirmed=given["confirmed"], by=by, now=timezone.now(), expected_version=seen
            )
        except Stale:
            return stale_page(request, "plans/report.html", form, node_id)
        except DomainError as refused:
            form.asks_back = refused.code == PREDECESSORS or form.asks_back
            form.refuse(refused)
        else:
            messages.success(request, f"“{node.name}”的进度已填报。")
            return redirect(tab_of(project.pk))
    context = {"form": form, "project": project, "node": node}
    return render(request, "plans/report.html", context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
def cancel(request: HttpRequest, node_id: UUID) -> HttpResponse:
    """Cancel a node with a reason."""
    node, project = node_of(request, node_id)
    by = officer_of(request)
    check_may_write(project, by)
    form = ReasonForm(request.POST or None, initial={"version": node.version})
    if request.method == "POST" and form.is_valid():
        seen, why = version_of(request), form.cleaned_data["reason"]
        try:
            services.cancel_node(node_id, reason=why, by=by, now=timezone.now(), expected_version=seen)
        except Stale:
            return stale_page(request, "plans/cancel.html", form, node_id)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{node.name}”已取消，记录保留在历史中。")
            return redirect(tab_of(project.pk))
    context = {"form": form, "project": project, "node": node}
    return render(request, "plans/cancel.html", context, status=422 if form.errors else 200)
