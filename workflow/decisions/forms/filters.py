"""Filters of the list and of the figures: all of them stand in the address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Kind, Officer, Organisation
from workflow.decisions.models import DecisionState
from workflow.decisions.queries.listing import CONCLUDED_WORD

PLACES = (Kind.CITY, Kind.DISTRICT, Kind.PARK)


class UnitFilter(forms.Form):
    """A landing unit among those the officer knows; its subtree counts."""

    unit = OrganisationField(Organisation.objects.none(), label="落地单位", required=False, empty_label="全部")

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, OrganisationField)
        unit.queryset = Organisation.objects.visible_to(officer).filter(kind__in=PLACES)


class ListFilter(UnitFilter):
    """Which decisions."""

    state = forms.ChoiceField(
        label="状态",
        choices=[("", "全部"), (CONCLUDED_WORD, "已办结（同意、不同意）"), *DecisionState.choices],
        required=False,
    )
    closed_from = DayField(label="办结自", required=False)
    closed_to = DayField(label="办结至", required=False)

    def usable(self) -> dict[str, Any]:
        """What can be read of it; the rest narrows nothing and is shown as an error."""
        self.is_valid()
        return self.cleaned_data

    def words(self) -> list[str]:
        """The filter in words, for the head of an export."""
        given = self.usable()
        texts = {
            "unit": given["unit"].name if given.get("unit") else "",
            "state": dict(self.fields["state"].choices).get(given.get("state"), "") if given.get("state") else "",  # type: ignore[attr-defined]
            "closed_from": str(given.get("closed_from") or ""),
            "closed_to": str(given.get("closed_to") or ""),
        }
        return [f"{self.fields[name].label}：{text}" for name, text in texts.items() if text]


class PeriodFilter(UnitFilter):
    """Which figures: concluded from the first to the last day, both included."""

    first = DayField(label="办结自", required=False)
    last = DayField(label="办结至", required=False)

    def period(self, today: date) -> tuple[date, date]:
        """As typed; else the year so far."""
        given = self.cleaned_data if self.is_valid() else {}
        last = given.get("last") or today
        first = given.get("first") or date(last.year, 1, 1)
        return (first, last) if first <= last else (last - timedelta(days=364), last)
