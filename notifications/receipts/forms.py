"""The filters of 确认情况, read from the address."""

from __future__ import annotations

from django import forms

from notifications.outbox import registry as rules
from notifications.receipts import registry
from notifications.receipts.queries import State


class ReceiptForm(forms.Form):
    """Whatever cannot be read narrows nothing. ``subject`` comes from a link: exactly this thing."""

    state = forms.ChoiceField(label="情况", required=False, choices=[("", "全部"), *State.choices])
    rule = forms.ChoiceField(label="规则", required=False)
    person = forms.CharField(label="接收人", required=False, max_length=40)
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, label_suffix="", **kwargs)  # type: ignore[arg-type, misc]
        asking = [(name, rules.label_of(name)) for name in registry.asking()]
        self.fields["rule"].choices = [("", "全部"), *asking]  # type: ignore[attr-defined]
        for field in self.fields.values():
            choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if choice else "form-control"

    def wanted(self) -> dict[str, object]:
        """What was asked for."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
