"""The controls of the form of a project, named and sized as the ledger names and sizes its fields.

Each keeps what the page showed at first, so that only what the writer really changed is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from projects.ledger.fields import LABELS
from projects.ledger.widgets import EMPTY, DayField, OrganisationField, YiField
from projects.people.models import Organisation


def text_field(name: str, most: int, **more: Any) -> forms.CharField:
    """A text of at most ``most`` characters."""
    return forms.CharField(label=LABELS[name], max_length=most, required=False, show_hidden_initial=True, **more)


def day_field(name: str) -> DayField:
    """A day."""
    return DayField(label=LABELS[name], required=False, show_hidden_initial=True)


def flag_field(name: str, **more: Any) -> forms.BooleanField:
    """A tick."""
    return forms.BooleanField(label=LABELS[name], required=False, show_hidden_initial=True, **more)


def choice_field(name: str, choices: Iterable[tuple[str, Any]], **more: Any) -> forms.ChoiceField:
    """One of ``choices``, or none."""
    return forms.ChoiceField(
        label=LABELS[name], choices=[*EMPTY, *choices], required=False, show_hidden_initial=True, **more
    )


def yi_field(label: str) -> YiField:
    """An amount in 亿元."""
    return YiField(label=label, required=False, show_hidden_initial=True)


def number_field(name: str, places: int = 4, **more: Any) -> forms.DecimalField:
    """A number that is not negative, with at most ``places`` decimals."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=LABELS[name],
        required=False,
        max_digits=16,
        decimal_places=places,
        min_value=Decimal(0),
        widget=widget,
        show_hidden_initial=True,
        **more,
    )


def count_field(name: str) -> forms.IntegerField:
    """A whole number that is not negative."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=LABELS[name], required=False, min_value=0, widget=widget, show_hidden_initial=True)


def unit_field(name: str, *, required: bool = False) -> OrganisationField:
    """A unit of the tree; the form fills in which."""
    return OrganisationField(
        Organisation.objects.none(),
        label=LABELS[name],
        required=required,
        empty_label="未选择",
        show_hidden_initial=True,
    )
