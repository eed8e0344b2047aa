"""Door of the credits 业绩分成: which unit is credited with how much of a project."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.errors import DomainError, Stale
from projects.ledger import services
from projects.ledger.forms.credits import CreditsForm, credit_rows, shares_of
from projects.ledger.models import Project
from projects.ledger.policies import check_may_assign
from projects.ledger.views.addresses import archive_of, get_or_post, project_of
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission


@needs(Permission.PROJECT_READ)
@get_or_post
def edit(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Set them together; when the project has changed meanwhile, say so and keep what was typed."""
    project = project_of(request, project_id)
    by = officer_of(request)
    check_may_assign(project, by)
    form = CreditsForm(request.POST or None)
    rows = credit_rows(request.POST or None, project, by=by, on=timezone.localdate())
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        shares, why = shares_of(rows), form.cleaned_data["why"]
        try:
            version = version_of(request)
            services.set_credits(project.pk, shares, by=by, now=timezone.now(), why=why, expected_version=version)
        except Stale:
            return _page(request, project_of(request, project_id), form, rows, stale=True)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "业绩分成已保存。" if shares else "业绩分成已清空。")
            return redirect(archive_of(project.pk))
    return _page(request, project, form, rows)


def _page(
    request: HttpRequest, project: Project, form: CreditsForm, rows: forms.BaseFormSet[Any], *, stale: bool = False
) -> HttpResponse:
    now = project.credits.current().select_related("organisation")
    context = {"form": form, "rows": rows, "project": project, "now": now, "stale": stale}
    refused = bool(form.errors) or (rows.is_bound and rows.total_error_count() > 0)
    return render(request, "ledger/credits_form.html", context, status=412 if stale else 422 if refused else 200)
