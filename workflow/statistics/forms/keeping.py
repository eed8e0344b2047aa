"""Keeping a question under a name, and freezing a figure."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from projects.errors import DomainError
from workflow.statistics.forms.fields import MomentField


class Refusable(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    def refuse(self, refused: DomainError) -> None:
        """Put it there."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)

    def sentence(self) -> str:
        """What is wrong, in one line."""
        return "；".join(str(one) for errors in self.errors.values() for one in errors)


class NameForm(Refusable):
    """A name, and who may use it."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请给这个统计起个名称。"})
    is_shared = forms.BooleanField(label="本单位及下属的人都可以用", required=False)


class KeepForm(NameForm):
    """A name for the question on the screen; ``query``: its address."""

    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)

    def address(self) -> QueryDict:
        """The question as the page asks it."""
        return QueryDict(self.cleaned_data["query"])


class FreezeForm(Refusable):
    """A title for the number on the screen; ``known_at``: the instant for which the page asked."""

    title = forms.CharField(label="名称", max_length=120, error_messages={"required": "请写明定稿的是什么数。"})
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)
    known_at = MomentField(widget=forms.HiddenInput)

    def address(self) -> QueryDict:
        """The question as the page asks it, known when the page was shown."""
        made = QueryDict(self.cleaned_data["query"], mutable=True)
        if not made.get("known_at"):
            made["known_at"] = str(self.data.get("known_at", ""))
        return made
