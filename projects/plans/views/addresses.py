"""What the doors of plans share: the project or node asked for, and where to go afterwards."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from projects.errors import NotFound
from projects.ledger.models import Project
from projects.ledger.queries import visible_project
from projects.people.requests import officer_of
from projects.plans.forms.nodes import VersionedForm
from projects.plans.models import Node
from projects.rows import one_or_none

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def project_of(request: HttpRequest, project_id: UUID) -> Project:
    """A project the officer sees, or 404."""
    return visible_project(officer_of(request), project_id)


def node_of(request: HttpRequest, node_id: UUID) -> tuple[Node, Project]:
    """A standing node of a project the officer sees, or 404."""
    seen = Node.objects.visible_to(officer_of(request)).standing().select_related("plan", "owner")
    node = one_or_none(seen.filter(pk=node_id))
    if node is None:
        raise NotFound("没有找到这个节点，它已取消，或不在您的查看范围内。")
    return node, project_of(request, node.plan_id)


def tab_of(project_id: UUID) -> str:
    """The tab of the archive."""
    return f"{reverse('desk:project', args=[project_id])}?tab=plan#tab"


def stale_page(
    request: HttpRequest, template: str, form: VersionedForm, node_id: UUID, **context: object
) -> HttpResponse:
    """Somebody was faster: mine beside theirs, nothing typed is lost, the next sending counts from what is shown."""
    node, project = node_of(request, node_id)
    last = node.plan.project.row_changes.filter(row=node_id).select_related("by").first()
    shown = {
        "form": form.onto(node),
        "node": node,
        "project": project,
        "last": last,
        "versions": form.versions(node),
        "is_stale": True,
    }
    return render(request, template, context | shown, status=412)
