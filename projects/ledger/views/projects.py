"""Doors of a project: entering and editing it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from projects.audit.services import audited
from projects.drafts.once import saves_once
from projects.errors import DomainError, Stale
from projects.ledger import services
from projects.ledger.fields import AMOUNT_FIELDS, show_value
from projects.ledger.forms import InvestorRows, ProjectForm
from projects.ledger.forms.conflicts import chosen_theirs, differences
from projects.ledger.models import Enterprise, Project
from projects.ledger.policies import check_may_report_for, check_may_write
from projects.ledger.views.addresses import archive_of, get_or_post, project_of
from projects.ledger.views.clash_notices import tell_notices
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission

GIVEN, MOST_GIVEN = ("name", "total_investment_yi", "chain"), 80
"""Fields that a link may fill in, such as a row of a report; whoever opens it checks and saves."""


@needs(Permission.PROJECT_WRITE)
@get_or_post
@saves_once
def create(request: HttpRequest) -> HttpResponse:
    """Enter a project."""
    by, today = officer_of(request), timezone.localdate()
    if by.organisation is not None:
        check_may_report_for(by.organisation, by)
    first: dict[str, object] = {"landing_organisation": by.organisation_id, "negotiating_on": today}
    first["is_industrial"] = True
    first |= {name: request.GET[name][:MOST_GIVEN] for name in GIVEN if name in request.GET}
    form = ProjectForm(request.POST or None, by=by, on=today, initial=first)
    rows = InvestorRows(request.POST or None, prefix="investors")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            project = _create(form, rows, by)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"项目“{project.name}”已录入，编号 {project.number}。")
            tell_notices(request, project, by)
            return redirect(archive_of(project.pk))
    return _project_page(request, form, rows)


@audited()
def _create(form: ProjectForm, rows: forms.BaseFormSet[Any], by: Officer) -> Project:
    now = timezone.now()
    values = form.values() | {"investors": _investors(rows, by)}
    return services.create_project(values, by=by, now=now)


def _investors(rows: forms.BaseFormSet[Any], by: Officer) -> list[Enterprise]:
    """The enterprises meant by the rows, in their order; unknown ones are registered."""
    typed = [row for row in rows.forms if row.cleaned_data.get("name")]
    return [row.known or _new_enterprise(row.cleaned_data, by) for row in typed]


def _new_enterprise(row: dict[str, Any], by: Officer) -> Enterprise:
    """Registered once, even when two rows or two clerks name it at the same moment."""
    return services.register_enterprise(name=row["name"], uscc=row["uscc"], by=by, now=timezone.now())


def _project_page(request: HttpRequest, form: ProjectForm, rows: forms.BaseFormSet[Any], **more: Any) -> HttpResponse:
    refused = form.is_bound and (bool(form.errors) or rows.total_error_count() > 0)
    context = {"form": form, "rows": rows, "refused": refused, **more}
    return render(request, "ledger/project_form.html", context, status=422 if refused else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
def edit(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Change a project; when somebody else was faster, both versions side by side."""
    project = project_of(request, project_id)
    by = officer_of(request)
    check_may_write(project, by)
    shown = [{"name": one.name, "uscc": one.uscc} for one in project.investors.all()]
    form = ProjectForm(request.POST or None, by=by, on=timezone.localdate(), project=project)
    rows = InvestorRows(request.POST or None, prefix="investors", initial=shown)
    version = version_of(request) if request.method == "POST" else project.version
    amend_url = ""
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            _update(project, form, rows, request.POST, version, by)
        except Stale:
            return _conflict(request, form, rows, project_id)
        except DomainError as refused:
            form.refuse(refused)
            amend_url = _amend_url(project, form) if refused.code == "needs_amendment" else ""
        else:
            messages.success(request, "已保存。")
            tell_notices(request, project_of(request, project_id), by)
            return redirect(archive_of(project_id))
    return _project_page(request, form, rows, project=project, version=version, amend_url=amend_url)


def _amend_url(project: Project, form: ProjectForm) -> str:
    """The request form of the amounts, with those that were typed here."""
    typed = {name: show_value(value) for name, value in form.changed_values().items() if name in AMOUNT_FIELDS}
    return f"{reverse('amendments:request', args=[project.pk])}?{urlencode(typed)}"


@audited()
def _update(
    project: Project, form: ProjectForm, rows: forms.BaseFormSet[Any], data: QueryDict, version: int, by: Officer
) -> Project:
    values = form.changed_values()
    if rows.has_changed():
        values["investors"] = _investors(rows, by)
    given_up = {name.replace("_yi", "_wan") if name.endswith("_yi") else name for name in chosen_theirs(data.dict())}
    kept = {name: value for name, value in values.items() if name not in given_up}
    return services.update_project(project.pk, kept, by=by, now=timezone.now(), expected_version=version)


def _conflict(request: HttpRequest, form: ProjectForm, rows: forms.BaseFormSet[Any], project_id: UUID) -> HttpResponse:
    project = project_of(request, project_id)
    last = project.changes.select_related("by").first()
    context = {
        "form": form,
        "rows": rows,
        "project": project,
        "version": project.version,
        "differences": differences(form, rows, project),
        "last": last,
    }
    return render(request, "ledger/project_form.html", context, status=412)
