"""Filters of the list: all of them stand in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from projects.ledger.models import Project
from projects.ledger.widgets import OrganisationField
from projects.people.models import Officer, Organisation
from workflow.items.kinds import Light
from workflow.items.models import Item
from workflow.items.queries.listing import MINE, STATES
from workflow.items.sources import SourceKind

ANY = ("", "全部")


class ItemFilter(forms.Form):
    """Which items."""

    q = forms.CharField(label="搜索", max_length=80, required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "未销号"), *STATES.items()])
    light = forms.ChoiceField(label="亮灯", required=False, choices=[ANY, *Light.choices])
    unit = OrganisationField(
        Organisation.objects.none(), label="牵头单位（含下属）", required=False, empty_label="全部"
    )
    source = forms.ChoiceField(label="来源", required=False, choices=[ANY, *SourceKind.choices])
    mine = forms.ChoiceField(label="与我", required=False, choices=[ANY, *MINE.items()])
    late = forms.ChoiceField(label="逾期", required=False, choices=[ANY, ("1", "只看逾期")])
    project = forms.ModelChoiceField(Project.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Officer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads = Item.objects.visible_to(by).order_by().values("lead")
        self._offer("unit", Organisation.objects.filter(pk__in=leads))
        self._offer("project", Project.objects.visible_to(by))

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def usable(self) -> dict[str, Any]:
        """What can be read of it; the rest narrows nothing and is shown as an error."""
        self.is_valid()
        return self.cleaned_data

    def words(self) -> list[str]:
        """The filter in words, for the head of an export."""
        given, told = self.usable(), []
        for name, field in self.fields.items():
            value = given.get(name)
            if value:
                shown = _word(field, value)
                told.append(f"{field.label or '项目'}：{shown}")
        return told


def _word(field: forms.Field, value: Any) -> Any:
    """The word of a choice; a unit or a project by its own name."""
    choices: Any = field.choices if type(field) is forms.ChoiceField else []
    return dict(choices).get(value, value)
