"""Doors of fair-competition reviews: record one, declare one void."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotAllowed, NotFound
from projects.ledger.policies import check_may_write
from projects.ledger.queries import visible_project
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.decisions import services
from workflow.decisions.forms import ReviewForm, WhyForm
from workflow.decisions.models import Review


def tab_of(project_id: UUID) -> str:
    """The archive at 决策."""
    return f"{reverse('desk:project', args=[project_id])}?tab=decisions"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_WRITE)
@saves_once
def review(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Record a review of the project."""
    by = officer_of(request)
    project = visible_project(by, project_id)
    check_may_write(project, by)
    first = {"reviewed_on": timezone.localdate(), "reviewer": project.fair_competition_reviewed_by}
    form = ReviewForm(request.POST or None, project=project, initial=first)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            known: dict[str, Any] = {"by": by, "now": timezone.now(), "expected_version": version_of(request)}
            services.record_review(project.pk, **form.cleaned_data, **known)
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
            status, project = refused.status, visible_project(by, project_id)
        else:
            messages.success(request, "已登记公平竞争审查。")
            return redirect(tab_of(project.pk))
    context = {"project": project, "form": form, "version": project.version}
    return render(request, "decisions/review.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_WRITE)
def review_withdraw(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Declare a record void, with the reason."""
    by = officer_of(request)
    found = one_or_none(Review.objects.visible_to(by).select_related("project").filter(pk=review_id))
    if found is None:
        raise NotFound("没有找到这条审查记录，或它不在您的查看范围内。")
    check_may_write(found.project, by)
    form = WhyForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            known: dict[str, Any] = {"by": by, "now": timezone.now(), "expected_version": version_of(request)}
            services.withdraw_review(found.pk, why=form.cleaned_data["why"], **known)
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, "这条审查记录已作废。")
            return redirect(tab_of(found.project_id))
    context = {"review": found, "project": found.project, "form": form, "version": found.version}
    return render(request, "decisions/review_withdraw.html", context, status=status)
