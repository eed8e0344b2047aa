"""Door: issue an item."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotAllowed
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.items.forms import IssueForm
from workflow.items.services import issue_item

_OFFERED = 300


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
@saves_once
def issue(request: HttpRequest) -> HttpResponse:
    """``?project=`` (number) puts a project and its lead unit in."""
    by, now = officer_of(request), timezone.now()
    if by.scope_root is None:
        raise NotAllowed("您的账号没有所属单位，不能交办事项，请联系系统管理员。")
    first = _first(request, by)
    form = IssueForm(request.POST or None, by=by, on=timezone.localdate(now), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = issue_item(**form.values(), by=by, now=now)
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{made.number}已交办，{made.lead.label}的人员会收到签收提醒。")
            return redirect("items:item", made.pk)
    offered = Project.objects.visible_to(by).order_by("-updated_at")[:_OFFERED]
    context = {"form": form, "candidates": offered.values("number", "name")}
    return render(request, "items/issue.html", context, status=422 if form.errors else 200)


def _first(request: HttpRequest, by: Officer) -> dict[str, Any]:
    first: dict[str, Any] = {"issuer": by.scope_root, "counting": "working", "days": 10}
    number = request.GET.get("project", "")[:20]
    known = Project.objects.visible_to(by).filter(number=number).first() if number else None
    if known is not None:
        lead = known.lead_organisation_id or known.landing_organisation_id
        first |= {"project": f"{known.number} {known.name}", "lead": lead}
    return first
