"""调整计划: type new days, look at every node they would move, then confirm."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.errors import Conflict, DomainError, Invalid, Stale
from projects.ledger.models import Project
from projects.ledger.policies import check_may_write
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.plans import services
from projects.plans.forms import ReplanForm
from projects.plans.models import Node
from projects.plans.outlines import MOST_NODES
from projects.plans.previews import Preview, preview_of
from projects.plans.services import Move
from projects.plans.services.keeping import check_version
from projects.plans.views.addresses import get_or_post, node_of, stale_page, tab_of

PAGE = "plans/replan.html"


@needs(Permission.PROJECT_READ)
@get_or_post
def replan(request: HttpRequest, node_id: UUID) -> HttpResponse:
    """Nothing is done before the table was seen: the second sending carries exactly the rows it showed."""
    node, project = node_of(request, node_id)
    by = officer_of(request)
    check_may_write(project, by)
    if node.reached(project) is not None:
        raise Conflict(f"“{node.name}”已经完成，不能再调整计划。")
    form, preview = ReplanForm(request.POST or None, node=node), None
    if request.method == "POST" and form.is_valid():
        try:
            check_version(node, version_of(request))
            if request.POST.get("do") == "save":
                return _save(request, project, form.cleaned_data["reason"], by)
            preview = _preview(project, node, form)
        except Stale:
            return stale_page(request, PAGE, form, node_id)
        except DomainError as refused:
            form.refuse(refused)
    context = {"form": form, "project": project, "node": node, "preview": preview}
    return render(request, PAGE, context, status=422 if form.errors else 200)


def _preview(project: Project, node: Node, form: ReplanForm) -> Preview:
    given = form.cleaned_data
    return preview_of(
        project, node, given["planned_start_on"], given["planned_on"], with_chain=given["with_chain"]
    )  # fmt: skip


def _save(request: HttpRequest, project: Project, reason: str, by: Officer) -> HttpResponse:
    moves = [move_of(text) for text in request.POST.getlist("move")[: MOST_NODES + 1]]
    if not moves:
        raise Invalid("页面内容不完整，请返回重新预览。")
    moved = services.replan(project.pk, moves, reason=reason, by=by, now=timezone.now())
    messages.success(request, f"已调整{len(moved)}个节点的计划。" if moved else "计划日期没有变化。")
    return redirect(tab_of(project.pk))


def move_of(text: str) -> Move:
    """A row of the table as its hidden field carries it: node, first day, last day, version."""
    try:
        node, start, end, version = text.split(" ")
        return Move(UUID(node), date.fromisoformat(start), date.fromisoformat(end), int(version))
    except ValueError as garbled:
        raise Invalid("页面内容不完整，请返回重新预览。") from garbled
