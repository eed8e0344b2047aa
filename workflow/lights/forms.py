"""Forms of the room. Shape only; meaning is checked by the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from projects.errors import DomainError
from projects.ledger.models import Evidence, Project
from projects.ledger.widgets import DayField
from workflow.lights.models.decrees import COLOURS
from workflow.lights.presets import PRESETS
from workflow.lights.ruleset import TERMS, Numbers

APART = "__"
MOST_REASON = 200


class Refusable(forms.Form):
    """A form that shows a refusal beside the field it is about."""

    def refuse(self, refused: DomainError) -> None:
        """Put the sentence where it belongs."""
        field = (refused.field or "").replace(".", APART)
        self.add_error(field if field in self.fields else None, refused.detail)


class RulesForm(Refusable):
    """All numbers of all rules, from when, and why."""

    preset = forms.ChoiceField(label="预设", choices=[(one.code, one.label) for one in PRESETS])
    effective_from = DayField(label="生效日期")
    reason = forms.CharField(label="理由", max_length=MOST_REASON, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, numbers: Numbers, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        for code, terms in TERMS.items():
            for name, stated in terms.parameters().items():
                self.fields[f"{code}{APART}{name}"] = forms.IntegerField(
                    label=stated["label"],
                    min_value=stated["least"],
                    max_value=stated["most"],
                    initial=numbers[code][name],
                    help_text=stated["unit"],
                )

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields by rule."""
        return [
            (terms.label, [self[f"{code}{APART}{name}"] for name in terms.parameters()])
            for code, terms in TERMS.items()
        ]

    def numbers(self) -> dict[str, dict[str, int]]:
        """Code → name → number, of a valid form."""
        found: dict[str, dict[str, int]] = {code: {} for code in TERMS}
        for key, value in self.cleaned_data.items():
            code, apart, name = key.partition(APART)
            if apart:
                found[code][name] = value
        return found


class AdjustForm(Refusable):
    """人工调整."""

    colour = forms.ChoiceField(label="调整为", choices=COLOURS)
    until_on = DayField(label="有效期至")
    reason = forms.CharField(label="理由", max_length=MOST_REASON)


class ExemptionForm(Refusable):
    """不可抗力豁免."""

    basis = forms.ModelChoiceField(Evidence.objects.none(), label="依据文件", empty_label="请选择", required=False)
    until_on = DayField(label="豁免至")
    reason = forms.CharField(label="事由", max_length=MOST_REASON)

    def __init__(self, data: Mapping[str, Any] | None, *, project: Project) -> None:
        super().__init__(data)
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ModelChoiceField)
        basis.queryset = Evidence.objects.valid().filter(project=project)
