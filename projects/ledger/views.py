"""Doors of the ledger: entering and editing projects, evidence, responsibilities."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from projects.audit.services import audited
from projects.errors import DomainError, NotFound, Stale
from projects.ledger import services
from projects.ledger.downloads import attachment
from projects.ledger.forms import AssignForm, EndForm, EvidenceForm, InvestorRows, ProjectForm
from projects.ledger.forms.conflicts import chosen_theirs, differences
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Enterprise, Evidence, Project, Responsibility
from projects.ledger.policies import check_may_assign, check_may_report_for, check_may_write
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def project_of(request: HttpRequest, project_id: UUID) -> Project:
    """A project the officer sees, or 404."""
    found = (
        Project.objects.visible_to(officer_of(request))
        .select_related("company", *Project.UNIT_FIELDS)
        .filter(pk=project_id)
        .first()
    )
    if found is None:
        raise NotFound("没有找到这个项目，或它不在您的查看范围内。")
    return found


def archive_of(project_id: UUID, tab: str = "") -> str:
    """Address of the project's archive, on one of its tabs."""
    address = reverse("desk:project", args=[project_id])
    return f"{address}?tab={tab}" if tab else address


@needs(Permission.PROJECT_WRITE)
@get_or_post
def create(request: HttpRequest) -> HttpResponse:
    """Enter a project."""
    by, today = officer_of(request), timezone.localdate()
    if by.organisation is not None:
        check_may_report_for(by.organisation, by)
    first = {"landing_organisation": by.organisation_id, "negotiating_on": today, "is_industrial": True}
    form = ProjectForm(request.POST or None, by=by, on=today, initial=first)
    rows = InvestorRows(request.POST or None, prefix="investors")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            project = _create(form, rows, by)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"项目“{project.name}”已录入，编号 {project.number}。")
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
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            _update(project, form, rows, request.POST, version, by)
        except Stale:
            return _conflict(request, form, rows, project_id)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已保存。")
            return redirect(archive_of(project_id))
    return _project_page(request, form, rows, project=project, version=version)


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


@needs(Permission.PROJECT_READ)
@require_GET
def enterprises(request: HttpRequest) -> HttpResponse:
    """Options for the investor boxes: enterprises whose name or code holds what was typed (at least two characters)."""
    typed = next((str(value) for key, value in request.GET.items() if key.endswith("-name")), "").strip()
    known = Enterprise.objects.visible_to(officer_of(request)).filter(
        Q(name__icontains=typed) | Q(uscc__startswith=typed)
    )
    found = known.order_by("name", "id")[:12] if len(typed) > 1 else Enterprise.objects.none()
    return render(request, "ledger/_enterprise_options.html", {"enterprises": found})


@needs(Permission.PROJECT_READ)
@get_or_post
def add_evidence(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Upload a document."""
    project = project_of(request, project_id)
    by = officer_of(request)
    check_may_write(project, by)
    first = {"kind": request.GET.get("kind", "")}
    form = EvidenceForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.add_evidence(project.pk, by=by, now=timezone.now(), **form.cleaned_data)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{kept.title}”已存入佐证材料。")
            return redirect(archive_of(project_id, "evidence"))
    status = 422 if form.errors else 200
    return render(request, "ledger/evidence_form.html", {"form": form, "project": project}, status=status)


@needs(Permission.PROJECT_READ)
@require_GET
def evidence(request: HttpRequest, evidence_id: UUID) -> FileResponse:
    """Download a document: always as an attachment, never run by the browser."""
    kept = Evidence.objects.visible_to(officer_of(request)).filter(pk=evidence_id).first()
    if kept is None:
        raise NotFound("没有找到这份材料，或它不在您的查看范围内。")
    return attachment(kept)


@needs(Permission.PROJECT_READ)
@get_or_post
def assign(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Say who answers for a project."""
    project = project_of(request, project_id)
    by, today = officer_of(request), timezone.localdate()
    check_may_assign(project, by)
    first = {"valid_from": today, "role": request.GET.get("role", ResponsibilityRole.CHIEF)}
    form = AssignForm(request.POST or None, by=by, project=project, on=today, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            given = _assign(project, form, by)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{given.officer}已登记为{given.get_role_display()}。")
            return redirect(archive_of(project_id, "responsibilities"))
    current = project.responsibilities.current().select_related("officer", "post__organisation")
    context = {"form": form, "project": project, "current": current}
    return render(request, "ledger/assign_form.html", context, status=422 if form.errors else 200)


def _assign(project: Project, form: AssignForm, by: Officer) -> Responsibility:
    given = form.cleaned_data
    return services.assign(
        project.pk,
        role=given["role"],
        officer=given["officer"],
        post=form.chosen_post(),
        valid_from=given["valid_from"],
        basis=given["basis"],
        reason=given["reason"],
        by=by,
        now=timezone.now(),
    )


@needs(Permission.PROJECT_READ)
@get_or_post
def end(request: HttpRequest, responsibility_id: UUID) -> HttpResponse:
    """End somebody's part in a project."""
    by = officer_of(request)
    visible = Responsibility.objects.visible_to(by).select_related("officer")
    held = visible.filter(pk=responsibility_id).first()
    if held is None:
        raise NotFound("没有找到这项责任，或它不在您的查看范围内。")
    project = project_of(request, held.project_id)
    check_may_assign(project, by)
    form = EndForm(request.POST) if request.method == "POST" else EndForm.on(timezone.localdate(), held.version)
    if request.method == "POST" and form.is_valid():
        given, seen = form.cleaned_data, version_of(request)
        last, why = given["valid_to"], given["reason"]
        try:
            services.end_responsibility(
                held.pk, valid_to=last, reason=why, by=by, now=timezone.now(), expected_version=seen
            )
        except Stale:
            raise
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{held.officer}不再担任{held.get_role_display()}。")
            return redirect(archive_of(project.pk, "responsibilities"))
    context = {"form": form, "project": project, "held": held}
    return render(request, "ledger/end_form.html", context, status=422 if form.errors else 200)
