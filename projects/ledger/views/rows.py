"""Doors of the rows of a file: phases, yearly plans, marks. One way for the three."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotFound, Stale
from projects.ledger import services
from projects.ledger.forms.rows import MarkForm, PhaseForm, RowForm, WithdrawForm, YearPlanForm
from projects.ledger.models import FileRow, Mark, Phase, Project, YearPlan
from projects.ledger.policies import check_may_write
from projects.ledger.services.marks import MARK_FIELDS
from projects.ledger.services.phases import PHASE_FIELDS, YEAR_PLAN_FIELDS
from projects.ledger.services.rows import shown_row
from projects.ledger.views.addresses import archive_of, get_or_post, project_of
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none


@dataclass(frozen=True)
class Noun:
    """One kind of row at the door."""

    label: str
    model: type[FileRow]
    form: type[RowForm]
    fields: tuple[str, ...]
    add: Callable[..., Any]
    update: Callable[..., Any]
    withdraw: Callable[..., Any]


NOUNS: dict[str, Noun] = {
    "phase": Noun(
        "分期",
        Phase,
        PhaseForm,
        PHASE_FIELDS,
        services.add_phase,
        services.update_phase,
        services.withdraw_phase,
    ),
    "year_plan": Noun(
        "年度计划投资",
        YearPlan,
        YearPlanForm,
        YEAR_PLAN_FIELDS,
        services.add_year_plan,
        services.update_year_plan,
        services.withdraw_year_plan,
    ),
    "mark": Noun(
        "标识",
        Mark,
        MarkForm,
        MARK_FIELDS,
        services.add_mark,
        services.update_mark,
        services.withdraw_mark,
    ),
}


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def add(request: HttpRequest, project_id: UUID, kind: str) -> HttpResponse:
    """Enter a row."""
    noun, project = NOUNS[kind], project_of(request, project_id)
    by = officer_of(request)
    check_may_write(project, by)
    form = noun.form(request.POST or None, initial=_first(project, kind))
    if request.method == "POST" and form.is_valid():
        try:
            row = noun.add(project.pk, form.ledger_values(), by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{noun.label}“{row}”已登记。")
            return redirect(archive_of(project.pk))
    return _page(request, noun, project, form)


def _first(project: Project, kind: str) -> dict[str, Any]:
    """The next phase, the present or the next year."""
    if kind == "phase":
        return {"number": max((one.number for one in project.phases.current()), default=0) + 1}
    if kind == "year_plan":
        years = [one.year for one in project.year_plans.current()]
        return {"year": max(years) + 1 if years else timezone.localdate().year}
    return {}


@needs(Permission.PROJECT_READ)
@get_or_post
def edit(request: HttpRequest, row_id: UUID, kind: str) -> HttpResponse:
    """Change a row; when somebody else was faster, what stands there now beside what was typed."""
    noun = NOUNS[kind]
    row = _row_of(request, noun, row_id)
    project: Project = row.project
    by = officer_of(request)
    check_may_write(project, by)
    form = noun.form(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        given, why = form.ledger_values(), form.cleaned_data["why"]
        try:
            version = version_of(request)
            noun.update(row.pk, given, by=by, now=timezone.now(), why=why, expected_version=version)
        except Stale:
            return _page(request, noun, project, form, row=_row_of(request, noun, row_id), stale=True)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{noun.label}“{row}”已保存。")
            return redirect(archive_of(project.pk))
    return _page(request, noun, project, form, row=row)


@needs(Permission.PROJECT_READ)
@get_or_post
def withdraw(request: HttpRequest, row_id: UUID, kind: str) -> HttpResponse:
    """Withdraw a row."""
    noun = NOUNS[kind]
    row = _row_of(request, noun, row_id)
    by = officer_of(request)
    check_may_write(row.project, by)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        try:
            noun.withdraw(row.pk, why=why, by=by, now=timezone.now(), expected_version=version_of(request))
        except Stale:
            row = _row_of(request, noun, row_id)
            form.count_from(row.version)
        except DomainError as refused:
            form.add_error("why" if refused.field == "why" else None, refused.detail)
        else:
            messages.success(request, f"{noun.label}“{row}”已作废，可在“历史”中查看。")
            return redirect(archive_of(row.project_id))
    context = {"form": form, "noun": noun, "project": row.project, "row": row, "shown": shown_row(row, noun.fields)}
    status = 412 if form.is_overtaken else 422 if form.errors else 200
    return render(request, "ledger/row_withdraw.html", context, status=status)


def _row_of(request: HttpRequest, noun: Noun, row_id: UUID) -> Any:
    """A current row of a project the officer sees, or 404."""
    rows: Any = noun.model._default_manager
    seen = Project.objects.visible_to(officer_of(request))
    found = one_or_none(
        rows.current().filter(project__in=seen, pk=row_id).select_related("project__landing_organisation")
    )
    if found is None:
        raise NotFound(f"没有找到这条{noun.label}，或它已作废，或不在您的查看范围内。")
    return found


def _page(
    request: HttpRequest, noun: Noun, project: Project, form: RowForm, *, row: Any = None, stale: bool = False
) -> HttpResponse:
    context = {"form": form, "noun": noun, "project": project, "row": row, "version": row.version if row else None}
    if stale:
        context["theirs"] = shown_row(row, noun.fields)
    status = 412 if stale else 422 if form.errors else 200
    return render(request, "ledger/row_form.html", context, status=status)
