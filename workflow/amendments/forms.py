"""Forms of a request and of the answer to it. Shape only; meaning is checked by the services."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from projects.errors import DomainError, Invalid
from projects.ledger.fields import AMOUNT_FIELDS, LABELS
from projects.ledger.forms.versions import Overtaken
from projects.ledger.models import Evidence, Project
from projects.ledger.money import check_yi, yi_to_wan
from projects.ledger.widgets import DayField, YiField, shown_yi
from projects.ledger.words import YI_SHOWN
from workflow.amendments.models import AmendmentKind

YI_FIELDS = tuple(name for name in AMOUNT_FIELDS if name in YI_SHOWN)
UNITS = {**dict.fromkeys(YI_FIELDS, "亿元"), "foreign_amount_wan": "万（外币）"}


class Papers(forms.ModelMultipleChoiceField):
    """Documents of the project to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Evidence) -> str:
        """Its title and kind."""
        return f"{obj.title}（{obj.get_kind_display()}，{obj.uploaded_at:%Y-%m-%d} 上传）"


class AmendmentForm(forms.Form):
    """New amounts beside the present ones. ``carried``: field → stored text that the form starts with instead."""

    kind = forms.ChoiceField(label="变更类型", choices=AmendmentKind.choices, widget=forms.RadioSelect)
    effective_on = DayField(label="生效日期", help_text="增资、减资填补充协议或决议的日期；更正填原数应当生效的日期")
    phase = forms.CharField(label="对应分期", max_length=60, required=False, help_text="没有分期可不填，如：二期")
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    basis = Papers(
        Evidence.objects.none(),
        label="依据材料",
        required=False,
        help_text="增资、减资必须附依据（补充协议、决议、批复）；框架协议不计",
    )

    def __init__(
        self,
        *args: Any,
        project: Project,
        papers: models.QuerySet[Evidence],
        carried: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ModelMultipleChoiceField)
        basis.queryset = papers
        for name in AMOUNT_FIELDS:
            self.fields[name] = _amount_field(name, _first(name, getattr(project, name), carried))

    @property
    def amounts(self) -> list[tuple[forms.BoundField, str]]:
        """The amount fields with their units."""
        return [(self[name], UNITS.get(name, "")) for name in AMOUNT_FIELDS]

    def clean(self) -> dict[str, Any]:
        """Amounts typed in 亿元 become 万元, with the question back where 万元 were probably meant."""
        cleaned = super().clean() or {}
        for name in YI_FIELDS:
            typed = cleaned.get(name)
            if isinstance(typed, Decimal):
                known = yi_to_wan(typed) == getattr(self.project, name)
                try:
                    cleaned[name] = yi_to_wan(typed) if known else check_yi(typed, name)
                except Invalid as refused:
                    self.add_error(name, refused.detail)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Field → value; the service leaves out what stays as it is."""
        return {name: self.cleaned_data[name] for name in AMOUNT_FIELDS}

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class AnswerForm(Overtaken):
    """What the second person says."""

    note = forms.CharField(label="审定意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.CharField(widget=forms.HiddenInput)


def _first(name: str, present: Any, carried: Mapping[str, str]) -> Any:
    """The value the field starts with; a carried text that is no such value counts for nothing."""
    try:
        field: Any = Project._meta.get_field(name)
        return field.to_python(carried[name]) if carried.get(name) else present
    except ValidationError:
        return present


def _amount_field(name: str, first: Any) -> forms.Field:
    stored: Any = Project._meta.get_field(name)
    known: dict[str, Any] = {"label": LABELS[name], "required": False}
    if name in YI_FIELDS:
        return YiField(**known, initial=shown_yi(first))
    if isinstance(stored, models.DecimalField):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        shape: dict[str, Any] = {
            "max_digits": stored.max_digits,
            "decimal_places": stored.decimal_places,
            "min_value": Decimal(0),
        }
        shown = None if first is None else f"{first.normalize():f}"
        return forms.DecimalField(**known, **shape, widget=widget, initial=shown)
    if isinstance(stored, models.DateField):
        return DayField(**known, initial=first)
    return forms.CharField(**known, max_length=stored.max_length, initial=first)
