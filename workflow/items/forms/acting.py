"""The form of one act on an item: words, and the fields that the act asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Officer, Organisation
from workflow.items.actions import MORE, NOTES, Action
from workflow.items.forms.base import (
    COUNTING_CHOICES,
    OfficerField,
    PapersField,
    Refusable,
    days_field,
    people_seen_by,
    units_seen_by,
)
from workflow.items.kinds import UpLevel
from workflow.items.models import Item, Referral
from workflow.steps.models import spoken_for


class ActionForm(Refusable):
    """Fields that the act does not ask for are taken away."""

    referral = forms.ModelChoiceField(Referral.objects.none(), label="答复哪一项上报", empty_label=None)
    level = forms.ChoiceField(label="协调层级", choices=UpLevel.choices)
    to_unit = OrganisationField(Organisation.objects.none(), label="单位", required=False, empty_label="请选择")
    to_name = forms.CharField(
        label="或系统外单位", max_length=80, required=False, help_text="不在本系统的单位，例如：省自然资源厅"
    )
    letter_no = forms.CharField(label="上报文号", max_length=60, required=False)
    officer = OfficerField(Officer.objects.none(), label="责任人", required=False, empty_label="不变")
    wished_on = DayField(label="申请延至")
    granted_on = DayField(label="同意延至", required=False, help_text="留空即按申请的日期")
    review_on = DayField(label="复核日")
    due_on = DayField(label="新的办结期限", required=False)
    days = days_field(help_text="日期和天数只填一项")
    counting = forms.ChoiceField(label="天数按", choices=COUNTING_CHOICES, required=False)
    reply_letter_no = forms.CharField(label="答复文号", max_length=60, required=False, help_text="登记来文答复时必填")
    replied_on = DayField(label="答复日期", required=False, help_text="留空为今天")
    note = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    files = PapersField()  # type: ignore[assignment]  # a field of the form, as everywhere

    def __init__(self, *args: Any, do: Action, item: Item, by: Officer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"id_{do.value}_%s"})
        self.fields["note"].label, self.fields["note"].required = NOTES[do]
        for name in set(self.fields) - {"note", *MORE.get(do, ())}:
            del self.fields[name]
        self._offer(do, item, by, on)

    def _offer(self, do: Action, item: Item, by: Officer, on: date) -> None:
        if "officer" in self.fields:
            own = spoken_for(by.organisation) if by.organisation else []
            people = people_seen_by(by).filter(organisation__path__in=own)
            if do == Action.NAME:
                people = people.exclude(pk=item.officer_id)
                self._require("officer", "新责任人")
            self._choose("officer", people)
        if "to_unit" in self.fields:
            unit = self.fields["to_unit"]
            unit.label = "接收单位" if do == Action.HAND_OVER else "请求协调的单位"
            unit.required = do == Action.HAND_OVER
            self._choose("to_unit", units_seen_by(by, on).exclude(pk=item.lead_id))
        if "referral" in self.fields:
            self._choose("referral", item.referrals.filter(replied_at__isnull=True).select_related("to_unit", "item"))

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def _require(self, name: str, label: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.label, field.required, field.empty_label = label, True, "请选择"

    def values(self) -> dict[str, Any]:
        """For ``actions.perform``."""
        given = dict(self.cleaned_data)
        if given.get("referral"):
            given["referral"] = given["referral"].pk
        return given
