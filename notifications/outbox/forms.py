"""The filters of the ledger, read from the address."""

from __future__ import annotations

from django import forms

from notifications.outbox import registry
from notifications.outbox.models import DeliveryState
from notifications.outbox.queries import UNADDRESSED, LedgerFilter
from projects.days import validate_plausible

STATES = [("", "全部"), *DeliveryState.choices, (UNADDRESSED, "仅站内信")]


def _day(label: str) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=picker, validators=[validate_plausible])


class LedgerForm(forms.Form):
    """Whatever cannot be read narrows nothing."""

    rule = forms.ChoiceField(label="规则", required=False)
    person = forms.CharField(label="接收人", required=False, max_length=40)
    state = forms.ChoiceField(label="结果", required=False, choices=STATES)
    from_on = _day("应发日期从")
    to_on = _day("到")
    mine = forms.BooleanField(label="只看发给我的", required=False)
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, label_suffix="", **kwargs)  # type: ignore[arg-type, misc]
        self.fields["rule"].choices = [("", "全部"), *registry.choices()]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            kind = "form-check-input" if name == "mine" else "form-control"
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else kind

    def wanted(self) -> LedgerFilter:
        """What was asked for."""
        self.is_valid()
        return LedgerFilter(**{name: value for name, value in self.cleaned_data.items() if value})
