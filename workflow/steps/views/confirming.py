"""入统 and 入规: one page to note them, one to withdraw."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import DomainError, NotFound, Stale
from projects.ledger.queries import visible_project
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.steps import services
from workflow.steps.forms import ConfirmationForm, WhyForm
from workflow.steps.models import ConfirmationKind, StatisticsConfirmation
from workflow.steps.policies import check_may_confirm

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@needs(Permission.PROJECT_READ)
def confirm(request: HttpRequest, project_id: UUID, kind: str) -> HttpResponse:
    """Note that the statistics library holds the project."""
    if kind not in ConfirmationKind.values:
        raise NotFound("没有这个操作，请从项目档案进入。")
    by, now = officer_of(request), timezone.now()
    project = visible_project(by, project_id)
    check_may_confirm(project, kind, by)
    form = ConfirmationForm(request.POST or None, initial={"confirmed_on": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.confirm_statistics(project.pk, kind, **form.cleaned_data, by=by, now=now)
        except DomainError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.detail)
        else:
            messages.success(request, f"已登记{made.get_kind_display()}。")
            return redirect(_tab(project.pk))
    label = ConfirmationKind(kind).label
    context = {"form": form, "project": project, "title": f"登记{label}", "back": _tab(project.pk), "button": "登记"}
    return render(request, "steps/confirm.html", context, status=422 if form.errors else 200)


@get_or_post
@needs(Permission.PROJECT_READ)
def withdraw_confirmation(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    """It was noted by mistake, or the library dropped the project."""
    by = officer_of(request)
    row = one_or_none(
        StatisticsConfirmation.objects.visible_to(by).select_related("project").filter(pk=confirmation_id)
    )
    if row is None:
        raise NotFound("没有找到这条统计确认，或它不在您的查看范围内。")
    check_may_confirm(row.project, row.kind, by)
    form = WhyForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            why, seen = form.cleaned_data["why"], version_of(request)
            services.withdraw_confirmation(row.pk, why=why, by=by, now=timezone.now(), expected_version=seen)
        except Stale:
            raise
        except DomainError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.detail)
        else:
            messages.success(request, f"已撤回{row.get_kind_display()}登记。")
            return redirect(_tab(row.project_id))
    title = f"撤回{row.get_kind_display()}登记（{row.confirmed_on}，{row.basis}）"
    context = {"form": form, "project": row.project, "title": title, "back": _tab(row.project_id), "button": "撤回"}
    return render(request, "steps/confirm.html", context, status=422 if form.errors else 200)


def _tab(project_id: UUID) -> str:
    return f"{reverse('desk:project', args=[project_id])}?tab=claims"
