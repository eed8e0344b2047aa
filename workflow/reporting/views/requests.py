"""Doors of a request: lay it down from a preset, look at it with its next ten rounds, change it and its form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotAllowed
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.reporting import services
from workflow.reporting.columns import Definition
from workflow.reporting.forms import ColumnRows, ExtraForm, FormHead, RequestForm, RuleForm, definition_from, rows_of
from workflow.reporting.forms.columns import PREFIX, head_of
from workflow.reporting.forms.requests import initial_of
from workflow.reporting.models import ReportRequest
from workflow.reporting.policies import check_may_ask, check_may_run, may_run
from workflow.reporting.presets import PRESETS, preset_of
from workflow.reporting.queries.finding import request_of, units_asked
from workflow.reporting.queries.planning import preview
from workflow.reporting.recurrence import Planned, Rule

MOST_ROUNDS = 60


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
@saves_once
def new(request: HttpRequest) -> HttpResponse:
    """A new request with the form of the chosen preset, which may be changed before the first round."""
    by, today = officer_of(request), timezone.localdate()
    check_may_ask(by)
    chosen = preset_of(request.POST.get("preset") or request.GET.get("preset", "")) or PRESETS[0]
    form = RequestForm(request.POST or None, by=by, initial=_initial(chosen.values, today))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_request(form.values(), chosen.definition, by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已发布报送要求。请核对表式；到开始时间系统自动开始第1期并通知单位。")
            return redirect("reporting:request", made.pk)
    context = {"form": form, "presets": PRESETS, "chosen": chosen, **_ahead(_rule_of(form, request), today)}
    return render(request, "reporting/request_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def edit(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Change it; open rounds keep what they opened with."""
    by = officer_of(request)
    found = _run(request_id, request)
    form = RequestForm(request.POST or None, by=by, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_request(
                found.pk, form.values(), by=by, now=timezone.now(), expected_version=version_of(request)
            )
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已保存，对以后开始的各期生效。")
            return redirect("reporting:request", found.pk)
    rule = _rule_of(form, request) if form.is_bound else found.rule
    context = {"form": form, "asked": found, **_ahead(rule, _after(found))}
    return render(request, "reporting/request_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
@saves_once
def extra(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One more round, beside those that the rule opens."""
    found = _run(request_id, request)
    form = ExtraForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_extra(found.pk, **form.cleaned_data, by=officer_of(request), now=timezone.now())
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已开始{made.number}（加报），{made.due_text} 截止，系统已通知各单位。")
            return redirect("reporting:round", made.pk)
    latest = found.rounds.select_related("request").first()
    context = {"asked": found, "form": form, "latest": latest, **_ahead(found.rule, _after(found))}
    return render(request, "reporting/extra.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.DISPATCH_WRITE)
def preview_rule(request: HttpRequest) -> HttpResponse:
    """The next ten rounds of the rule that is being typed."""
    form = RuleForm(request.POST)
    return render(request, "reporting/_ahead.html", _ahead(form.rule(), timezone.localdate()))


@require_safe
@needs(Permission.DISPATCH_READ)
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What is asked of whom, the rounds so far, the next ten days with why each moved."""
    by = officer_of(request)
    found = request_of(request_id, by)
    runs = may_run(found, by)
    forms_ = list(found.forms.select_related("created_by"))
    rounds = found.rounds.visible_to(by).select_related("request", "form")[:MOST_ROUNDS]
    context = {
        "asked": found,
        "runs": runs,
        "form": forms_[0],
        "definition": forms_[0].definition,
        "forms": forms_,
        "rounds": rounds,
        "units": units_asked(found, timezone.localdate()) if runs else [],
        "now": timezone.now(),
        **_ahead(found.rule if found.is_active else None, _after(found)),
    }
    return render(request, "reporting/request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def form(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The editor of the form; saving makes the next version."""
    found = _run(request_id, request)
    latest = found.forms.latest("number").definition
    head = FormHead(request.POST or None, initial=head_of(latest))
    rows = ColumnRows(request.POST or None, prefix=PREFIX, initial=rows_of(latest))
    if request.method == "POST" and head.is_valid() and rows.is_valid():
        try:
            made = services.save_form(
                found.pk,
                _definition(found, head, rows),
                by=officer_of(request),
                now=timezone.now(),
                expected_version=version_of(request),
            )
        except NotAllowed:
            raise
        except DomainError as refused:
            head.refuse(refused)
        else:
            messages.success(request, f"已发布第{made.number}版表式，对以后开始的各期生效。")
            return redirect("reporting:request", found.pk)
    refused_ = bool(head.errors) or rows.total_error_count() > 0 if head.is_bound else False
    context = {"asked": found, "head": head, "rows": rows, "refused": refused_}
    return render(request, "reporting/form_editor.html", context, status=422 if refused_ else 200)


def _definition(found: ReportRequest, head: FormHead, rows: Any) -> Definition:
    taken = {one["name"] for version in found.forms.all() for one in version.columns}
    kept = {one.get("name") for one in rows.cleaned_data}
    return definition_from(rows.cleaned_data, head.cleaned_data, taken - kept)


def _run(request_id: UUID, request: HttpRequest) -> ReportRequest:
    by = officer_of(request)
    found = request_of(request_id, by)
    check_may_run(found, by)
    return found


def _initial(values: Any, today: date) -> dict[str, Any]:
    return {
        "late_deduction": 1, "missing_deduction": 1, "is_active": True, "starts_on": today, "anchor_on": today,
        **values,
    }  # fmt: skip


def _rule_of(form: RequestForm, request: HttpRequest) -> Rule | None:
    if form.is_bound:
        return RuleForm(request.POST).rule()
    names = RuleForm.base_fields
    said = {name: form.initial.get(name) for name in names}
    return RuleForm({name: "" if value is None else str(value) for name, value in said.items()}).rule()


def _after(found: ReportRequest) -> date:
    """The day after which the next round is: the last one that was opened, or yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return max(found.planned_through, yesterday) if found.planned_through else yesterday


def _ahead(rule: Rule | None, after: date) -> dict[str, list[Planned]]:
    return {"ahead": preview(rule, after=after) if rule else []}
