"""Doors of configuration: the procedures one sees, the editor of a unit's own, and whether signing waits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.errors import DomainError, NotAllowed, NotFound, Stale
from projects.people.models import Officer, Organisation
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.decisions import services
from workflow.decisions.forms import GateForm, ProcedureForm, StepRows, row_of
from workflow.decisions.forms.filters import PLACES
from workflow.decisions.models import Gate, Procedure
from workflow.decisions.policies import may_keep_procedure
from workflow.decisions.presets import PRESET, line_of


@needs(Permission.PROJECT_READ)
@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Every unit one knows that has a procedure or may get one, with what is in force there today."""
    by, today = officer_of(request), timezone.localdate()
    own = {one.organisation_id for one in Procedure.objects.visible_to(by)}
    gates = {one.pk: one for one in Gate.objects.all()}
    units = Organisation.objects.visible_to(by).current_on(today).filter(kind__in=PLACES)
    rows = [
        {
            "unit": unit,
            "procedure": Procedure.objects.in_force_for(unit, today) if unit.pk in own else None,
            "has_own": unit.pk in own,
            "gate": gates.get(unit.pk),
            "may_edit": may_keep_procedure(unit, by),
        }
        for unit in units
    ]
    shown = [row for row in rows if row["has_own"] or row["gate"] or row["may_edit"]]
    return render(request, "decisions/procedures.html", {"rows": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def procedure(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """What is in force, all versions, and for the office the editor of the next one."""
    by = officer_of(request)
    unit = _unit(by, organisation_id)
    versions = list(Procedure.objects.filter(organisation=unit).select_related("created_by"))
    latest = versions[0] if versions else None
    form, rows = _forms(request, by, latest)
    status = 200
    if request.method == "POST":
        if not may_keep_procedure(unit, by):
            raise NotAllowed("决策流程由本级调度办公室维护，请联系调度员修改。")
        status = _publish(request, unit, form, rows, by)
        if status == 200:
            return redirect("decisions:procedure", unit.pk)
    gate = one_or_none(Gate.objects.filter(pk=unit.pk))
    context = {
        "place": unit,
        "form": form,
        "rows": rows,
        "versions": [(one, list(one.steps.select_related("unit"))) for one in versions],
        "in_force": Procedure.objects.in_force_for(unit, timezone.localdate()),
        "may_edit": may_keep_procedure(unit, by),
        "refused": status != 200,
        "gate": gate,
        "gate_form": GateForm(
            initial={"is_required": bool(gate and gate.is_required), "version": gate.version if gate else 0},
            auto_id="gate_%s",
        ),
        "holds": unit.path in Gate.holding([unit]),
    }
    return render(request, "decisions/procedure.html", context, status=status)


@require_POST
@needs(Permission.DISPATCH_WRITE)
def gate(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Signing waits for a decision from now on, or no longer does."""
    by = officer_of(request)
    unit, form = _unit(by, organisation_id), GateForm(request.POST)
    form.is_valid()
    is_required = form.cleaned_data.get("is_required", False)
    known: dict[str, Any] = {"by": by, "now": timezone.now(), "expected_version": version_of(request)}
    services.set_gate(unit, is_required=is_required, **known)
    words = "签约前须完成决策" if is_required else "签约不要求先完成决策"
    messages.success(request, f"已保存：{unit.label}{words}。")
    return redirect("decisions:procedure", unit.pk)


def _unit(by: Officer, organisation_id: UUID) -> Organisation:
    found = one_or_none(Organisation.objects.visible_to(by).filter(pk=organisation_id))
    if found is None:
        raise NotFound("没有找到这个单位，或它不在您的查看范围内。")
    return found


def _forms(request: HttpRequest, by: Officer, latest: Procedure | None) -> tuple[ProcedureForm, forms.BaseFormSet[Any]]:
    lines = [line_of(one) for one in latest.steps.select_related("unit")] if latest else PRESET
    head = {
        "valid_from": timezone.localdate(),
        "is_active": latest.is_active if latest else True,
        "basis": latest.basis if latest else "",
        "version": latest.number if latest else 0,
    }
    data = request.POST or None
    first = None if data else [row_of(line) for line in lines]  # a row that says what stood there is typed all the same
    rows = StepRows(data, prefix="steps", initial=first, form_kwargs={"officer": by})
    return ProcedureForm(data, initial=head), rows


def _publish(request: HttpRequest, unit: Organisation, form: ProcedureForm, rows: Any, by: Officer) -> int:
    """200 when the new version stands; else the status of what is wrong, which the form then says."""
    if not (form.is_valid() and rows.is_valid()):
        return 422
    given = form.cleaned_data
    try:
        made = services.save_procedure(
            unit,
            rows.lines(),
            valid_from=given["valid_from"],
            is_active=given["is_active"],
            basis=given["basis"],
            by=by,
            now=timezone.now(),
            expected_number=version_of(request),
        )
    except NotAllowed:
        raise
    except DomainError as refused:
        form.refuse(refused)
        if isinstance(refused, Stale):
            latest = Procedure.objects.filter(organisation=unit).order_by("-number").first()
            form.count_from(latest.number if latest else 0)
        return refused.status
    messages.success(request, f"第{made.number}版已发布，自{made.valid_from}起生效；在办的决策仍按原版本办理。")
    return 200
