"""Controls of this room's forms: a day, a unit of the tree, a person with the unit he works in."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.days import validate_plausible
from projects.people.models import Officer, Organisation


class DayInput(forms.DateInput):
    """``<input type="date">``; browsers want ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that can be meant."""

    widget = DayInput
    default_validators = [validate_plausible]


class UnitField(forms.ModelChoiceField):
    """A unit, indented by its depth in the tree."""

    def label_from_instance(self, obj: Organisation) -> str:
        """The name behind one wide space for each level below the top."""
        return "　" * (obj.depth - 1) + obj.name


class UnitsField(forms.ModelMultipleChoiceField):
    """Several units."""

    def label_from_instance(self, obj: Organisation) -> str:
        """The name with its code: of two 发改委 one is meant."""
        return f"{obj.name}（{obj.code}）"


class PersonField(forms.ModelChoiceField):
    """A person with the unit."""

    def label_from_instance(self, obj: Officer) -> str:
        """张区长（繁昌区）."""
        return f"{obj.name}（{obj.organisation or '未设单位'}）"
