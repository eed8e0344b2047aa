"""Doors of responsibilities: who answers for a project."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotFound, Stale
from projects.ledger import services
from projects.ledger.forms import AssignForm, EndForm
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project, Responsibility
from projects.ledger.policies import check_may_assign
from projects.ledger.views.addresses import archive_of, get_or_post, project_of
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
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
    held = one_or_none(visible.filter(pk=responsibility_id))
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
            held = visible.get(pk=responsibility_id)
            form.count_from(held.version)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{held.officer}不再担任{held.get_role_display()}。")
            return redirect(archive_of(project.pk, "responsibilities"))
    context = {"form": form, "project": project, "held": held}
    status = 412 if form.is_overtaken else 422 if form.errors else 200
    return render(request, "ledger/end_form.html", context, status=status)
