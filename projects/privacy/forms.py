"""A form field for a value that is kept but not shown: an empty input that changes it when something is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from projects.privacy.showing import shown_phone

CLEAR = "-"
HOW = "已登记 {shown}。留空不改；填新号码则更换，填一个减号“-”则清除。"


class _Unfilled(BoundField):
    """Shows what was typed in this form, never what is kept."""

    def value(self) -> Any:
        return super().value() if self.form.is_bound else ""


class KeptField(forms.CharField):
    """The kept value shows masked beside the input. Empty: it stays. ``-``: it goes. Anything else replaces it."""

    kept: str = ""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        """Forms copy their fields, so what is kept belongs to this form alone."""
        self.kept = form.get_initial_for_field(self, field_name) or ""
        if self.kept:
            self.help_text = HOW.format(shown=shown_phone(self.kept))
        return _Unfilled(form, self, field_name)

    def clean(self, value: Any) -> Any:
        """What the row will hold."""
        typed = super().clean(value)
        if typed == "":
            return self.kept
        return "" if typed == CLEAR else typed

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Only by typing."""
        return bool((data or "").strip())
