"""Which rules are in force where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from projects.statements import Statement
from workflow.lights.models import LightRules
from workflow.lights.presets import BY_CODE
from workflow.lights.ruleset import RuleSet

DEFAULT = BY_CODE["default"].rules


@dataclass(frozen=True)
class Book:
    """The rules of one day: path of a city → its set. A city without a choice has the default preset."""

    cities: dict[str, RuleSet]

    def of(self, path: str) -> RuleSet:
        """For a project that lands in the unit at this path of the tree."""
        above = [city for city in self.cities if path.startswith(city)]
        return self.cities[max(above, key=len)] if above else DEFAULT

    @property
    def shape(self) -> tuple[tuple[str, RuleSet], ...]:
        """Of a statement that is written with these rules."""
        return tuple(self.cities.items())

    def without(self, city: str) -> list[str]:
        """Paths of other cities inside that one, whose own choice goes before its."""
        return [other for other in self.cities if other != city and other.startswith(city)]


def book_on(on: date) -> Book:
    """The rules of that day as they are known now. One query."""
    return Choices().book(on)


class Choices:
    """Every choice ever made, for many days; ``book`` asks nothing more."""

    def __init__(self) -> None:
        rows = Statement(_in_order).rows()
        self._rows = [(path, since, at, RuleSet.of(numbers, version=pk)) for path, since, at, numbers, pk in rows]

    def book(self, on: date, before: datetime | None = None) -> Book:
        """The rules of that day, as known ``before`` that instant: of each city the latest choice in force."""
        known = (row for row in self._rows if row[1] <= on and (before is None or row[2] < before))
        return Book({path: rules for path, _, _, rules in known})


def _in_order() -> QuerySet[LightRules, Any]:
    told = LightRules.objects.order_by("effective_from", "at", "pk")
    return told.values_list("city__path", "effective_from", "at", "numbers", "pk")
