"""Naming a saved view and saying who shares it."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.errors import DomainError
from projects.people.models import Officer
from workflow.desk.policies import share_choices


class SaveForm(forms.Form):
    """Save what is on the screen under a name."""

    name = forms.CharField(label="名称", max_length=40, error_messages={"required": "请给视图起个名称。"})
    share = forms.ChoiceField(label="共享", required=False)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
    columns = forms.CharField(max_length=600, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        share = self.fields["share"]
        assert isinstance(share, forms.ChoiceField)
        share.choices = [(choice.key, choice.label) for choice in share_choices(by)]

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class NameForm(SaveForm):
    """Rename, share otherwise, move."""

    position = forms.IntegerField(label="顺序", min_value=0, max_value=999, required=False)
