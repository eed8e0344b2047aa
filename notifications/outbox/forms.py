"""The filters of the ledger, read from the address."""

from __future__ import annotations

from django import forms

from notifications.outbox import registry
from notifications.outbox.models import Channel, DeliveryState
from notifications.outbox.queries import UNADDRESSED, LedgerFilter
from projects.days import validate_plausible

STATES = [("", "全部"), *DeliveryState.choices, (UNADDRESSED, "仅站内信")]


def _day(label: str) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=picker, validators=[validate_plausible])


class LedgerForm(forms.Form):
    """Whatever cannot be read narrows nothing. ``subject`` comes from a link: exactly this thing."""

    person = forms.CharField(label="接收人", required=False, max_length=40)
    rule = forms.ChoiceField(label="规则", required=False)
    state = forms.ChoiceField(label="结果", required=False, choices=STATES)
    from_on = _day("应发日期从")
    to_on = _day("到")
    project = forms.CharField(label="项目名称或编号", required=False, max_length=60)
    channel = forms.ChoiceField(label="渠道", required=False, choices=[("", "全部"), *Channel.choices])
    mine = forms.BooleanField(label="只看发给我的", required=False)
    late = forms.BooleanField(label="只看补发的", required=False)
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, label_suffix="", **kwargs)  # type: ignore[arg-type, misc]
        self.fields["rule"].choices = [("", "全部"), *registry.choices()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            plain = "form-check-input" if isinstance(field, forms.BooleanField) else "form-control"
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else plain

    def wanted(self) -> LedgerFilter:
        """What was asked for."""
        self.is_valid()
        return LedgerFilter(**{name: value for name, value in self.cleaned_data.items() if value})

    def said(self) -> list[str]:
        """The filters in words, for an export and its entry in the audit log."""
        self.is_valid()
        return [
            f"{field.label or '对象'}：{self._word(name, value)}"
            for name, field in self.fields.items()
            if (value := self.cleaned_data.get(name))
        ]

    def _word(self, name: str, value: object) -> str:
        field = self.fields[name]
        words: dict[object, object] = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
        return "是" if value is True else str(words.get(value, value))
