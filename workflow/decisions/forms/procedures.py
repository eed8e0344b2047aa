"""The editor of a procedure: its head, and one row for each step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from projects.ledger.forms.versions import Overtaken
from projects.ledger.money import yi_to_wan
from projects.ledger.widgets import DayField, OrganisationField, YiField, shown_yi
from projects.people.models import Kind, Officer, Organisation
from workflow.decisions.forms.answers import RoomForm
from workflow.decisions.models import Owner
from workflow.decisions.presets import StepLine

ROWS = 9


class ProcedureForm(Overtaken, RoomForm):
    """From when, by which document, in use or not."""

    valid_from = DayField(label="生效日期", help_text="从这一天起发起的决策按新流程办理；在办的不受影响")
    basis = forms.CharField(label="依据文件", max_length=120, required=False, help_text="如：招商引资决策流程办法文号")
    is_active = forms.BooleanField(label="启用（不勾选则沿用上级单位的流程）", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class GateForm(RoomForm):
    """Does signing wait?"""

    is_required = forms.BooleanField(label="签约前须完成决策", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class StepRow(forms.Form):
    """One step; a row without a name is none."""

    name = forms.CharField(label="步骤", max_length=20, required=False)
    owner = forms.ChoiceField(label="责任方", choices=Owner.choices, required=False)
    unit = OrganisationField(Organisation.objects.none(), label="指定单位", required=False, empty_label="—")
    limit_days = forms.IntegerField(label="时限（工作日）", required=False, min_value=1, max_value=250)
    threshold_yi = YiField(label="投资门槛（亿元，含）", required=False)
    needs_document = forms.BooleanField(label="须附材料", required=False)

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, OrganisationField)
        known = Organisation.objects.visible_to(officer).current_on(timezone.localdate())
        unit.queryset = known.exclude(kind=Kind.PROVINCE)
        for field in self.fields.values():
            field.widget.attrs |= {"aria-label": str(field.label), "class": _css_of(field.widget)}

    def clean(self) -> dict[str, Any]:
        """A step has a limit."""
        given = super().clean() or {}
        if given.get("name") and not given.get("limit_days") and "limit_days" not in self.errors:
            self.add_error("limit_days", "请填写时限。")
        return given


class BaseStepRows(forms.BaseFormSet):
    """All rows of a procedure."""

    def lines(self) -> list[StepLine]:
        """The steps as typed, in their order; rows without a name are left out."""
        return [_line(row.cleaned_data) for row in self.forms if row.cleaned_data.get("name")]


StepRows = forms.formset_factory(StepRow, formset=BaseStepRows, extra=ROWS, max_num=ROWS, absolute_max=ROWS)


def _css_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select form-select-sm" if isinstance(widget, forms.Select) else "form-control form-control-sm"


def _line(given: dict[str, Any]) -> StepLine:
    threshold = given.get("threshold_yi")
    return StepLine(
        name=given["name"].strip(),
        owner=given["owner"],
        limit_days=given["limit_days"],
        unit=given.get("unit"),
        threshold_wan=yi_to_wan(threshold) if threshold is not None else None,
        needs_document=given["needs_document"],
    )


def row_of(line: StepLine) -> dict[str, Any]:
    """A step as its row begins."""
    return {
        "name": line.name,
        "owner": line.owner,
        "unit": line.unit,
        "limit_days": line.limit_days,
        "threshold_yi": shown_yi(line.threshold_wan),
        "needs_document": line.needs_document,
    }
