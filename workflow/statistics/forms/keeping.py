"""Keeping a question under a name, and freezing a figure."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.errors import DomainError


class Refusable(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    def refuse(self, refused: DomainError) -> None:
        """Put it there."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class KeepForm(Refusable):
    """A name for the question on the screen."""

    name = forms.CharField(label="名称", max_length=40, error_messages={"required": "请给这个统计起个名称。"})
    is_shared = forms.BooleanField(label="本单位的人都可以用", required=False)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)


class FreezeForm(Refusable):
    """A title for the figure that is published."""

    title = forms.CharField(label="名称", max_length=80, error_messages={"required": "请写明公布的是什么数。"})
    key = forms.CharField(max_length=4000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
