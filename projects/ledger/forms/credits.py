"""The credits of a project are typed together: some rows, and their sum."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from projects.errors import DomainError
from projects.ledger.kinds import CreditPart
from projects.ledger.models import Project
from projects.ledger.services import Share
from projects.ledger.widgets import EMPTY, OrganisationField
from projects.people.models import Officer, Organisation


class CreditRow(forms.Form):
    """One unit's part. A row without unit and percent is left out."""

    organisation = OrganisationField(Organisation.objects.none(), label="单位", required=False, empty_label="未选择")
    part = forms.ChoiceField(label="贡献", choices=[*EMPTY, *CreditPart.choices], required=False)
    percent = forms.DecimalField(
        label="比例",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty."""
        cleaned = super().clean() or {}
        given = [name for name in ("organisation", "part", "percent") if cleaned.get(name)]
        if given and not self.errors and len(given) < 3:
            missing = next(name for name in ("organisation", "part", "percent") if name not in given)
            self.add_error(missing, f"请填写“{self.fields[missing].label}”；不需要这一行的请全部清空。")
        return cleaned


class _Rows(forms.BaseFormSet):
    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": "业绩分成一栏提交不完整，请刷新页面后重新填写。"
    }


CreditRows = forms.formset_factory(CreditRow, formset=_Rows, extra=2, max_num=10, absolute_max=12)


class CreditsForm(forms.Form):
    """Why the shares change, and the version of the project that the writer saw."""

    why = forms.CharField(
        label="依据或理由", max_length=200, required=False, help_text="改动已确定的分成时必填，如裁定文号、双方协议"
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


def credit_rows(data: Any, project: Project, *, by: Officer, on: date) -> forms.BaseFormSet[Any]:
    """The rows with the units to choose from: those the officer sees today, and those that stand there."""
    held = list(project.credits.current().select_related("organisation"))
    first = [{"organisation": one.organisation_id, "part": one.part, "percent": one.percent} for one in held]
    rows = CreditRows(data, prefix="credits", initial=first)
    kept = {one.organisation_id for one in held} | {unit.pk for unit in project.units()}
    present = Organisation.objects.visible_to(by).current_on(on)
    units = (present | Organisation.objects.filter(pk__in=kept)).order_by("path")
    named = CreditRow.base_fields["organisation"]
    assert isinstance(named, OrganisationField)
    offered = [("", "未选择"), *((unit.pk, named.label_from_instance(unit)) for unit in units)]
    for row in rows:
        field = row.fields["organisation"]
        assert isinstance(field, OrganisationField)
        field.queryset = units
        field.choices = offered
    return rows


def shares_of(rows: forms.BaseFormSet[Any]) -> list[Share]:
    """The rows filled in."""
    filled = [row.cleaned_data for row in rows.forms if row.cleaned_data.get("organisation")]
    return [Share(row["organisation"], row["part"], row["percent"]) for row in filled]
