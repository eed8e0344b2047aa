"""Filters of the list: all of them stand in the address."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Kind, Officer, Organisation
from workflow.letters.kinds import LetterKind, LetterState
from workflow.letters.queries.listing import OVERDUE


class ListFilter(forms.Form):
    """Which letters."""

    q = forms.CharField(label="文号、标题、项目、事项编号", max_length=60, required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), (OVERDUE, "超期未回复"), *LetterState.choices], required=False
    )
    kind = forms.ChoiceField(label="文种", choices=[("", "全部"), *LetterKind.choices], required=False)
    unit = OrganisationField(Organisation.objects.none(), label="收文单位", required=False, empty_label="全部")
    signed_from = DayField(label="签发自", required=False)
    signed_to = DayField(label="签发至", required=False)

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, OrganisationField)
        unit.queryset = Organisation.objects.visible_to(officer).exclude(kind=Kind.PROVINCE)

    def usable(self) -> dict[str, Any]:
        """What can be read of it; the rest narrows nothing and is shown as an error."""
        self.is_valid()
        return self.cleaned_data

    def words(self) -> list[str]:
        """The filter in words, for the head of an export."""
        given, found = self.usable(), []
        for name, field in self.fields.items():
            value = given.get(name)
            if not value:
                continue
            choices = dict(getattr(field, "choices", ())) if isinstance(field, forms.ChoiceField) else {}
            text = value.name if isinstance(value, Organisation) else choices.get(value, value)
            found.append(f"{field.label}：{text}")
        return found
