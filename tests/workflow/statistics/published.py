"""What the proofs of published figures share: the list, and how they ask."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from projects.people.models import Kind, Organisation
from projects.people.services import add_organisation
from tests.factories import NOW, SHANGHAI, City
from tests.workflow.statistics.population import Story, simple
from workflow.statistics.figures import Figure
from workflow.statistics.filters import Filters
from workflow.statistics.queries import flow, rows
from workflow.statistics.terms import Moment, Period

YI = Decimal(10_000)
THREE_QUARTERS = Period(date(2021, 1, 1), date(2021, 9, 30))
Told = dict[str, str]
Proof = Callable[[City, "Published"], None]


@dataclass(frozen=True)
class Published:
    """One line of the list. ``given``: its inputs by name; a list of bare numbers is ``numbers``."""

    id: str
    as_of: str
    inputs: str
    expected: str

    def given(self, name: str) -> list[int]:
        """The numbers after ``name=``."""
        told = dict(part.split("=") for part in self.inputs.split(";"))
        return [int(one) for one in told[name].split(",")]

    @property
    def numbers(self) -> list[Decimal]:
        return [Decimal(one) for one in self.inputs.split(";")]

    @property
    def day(self) -> date:
        return date.fromisoformat(self.as_of[-10:])

    @property
    def moment(self) -> Moment:
        """That day, as known at its end."""
        return Moment(self.day, datetime.combine(self.day + timedelta(days=1), datetime.min.time(), SHANGHAI))


LIST = Path(__file__).with_name("published_figures.csv")
with LIST.open(encoding="utf-8") as _file:
    PUBLISHED = [
        Published(line["id"], line["as_of"], line["inputs"], line["expected"]) for line in csv.DictReader(_file)
    ]
PROOFS: dict[str, Proof] = {}


def proves(*ids: str) -> Callable[[Proof], Proof]:
    """This function proves these lines."""

    def keep(proof: Proof) -> Proof:
        PROOFS.update(dict.fromkeys(ids, proof))
        return proof

    return keep


def flow_of(city: City, step: str, period: Period, line: Published, **filters: Any) -> Figure:
    """As the dispatcher of the city asks."""
    return flow(city.dispatcher, step=step, period=period, moment=line.moment, filters=Filters(**filters))


def summing(number: int, total: Decimal, *, step: Decimal = Decimal(1)) -> list[Decimal]:
    """``number`` different amounts that add up to ``total`` (万元) exactly."""
    each = (total / number).quantize(Decimal(1))
    amounts = [each + step * (at - number // 2) for at in range(number)]
    return [*amounts[:-1], total - sum(amounts[:-1])]


def other_city(city: City, code: str, name: str) -> Organisation:
    """A unit below the city, so that its dispatcher sees it."""
    return add_organisation(city.city, code=code, name=name, kind=Kind.DISTRICT, by=None, now=NOW)


def opens(city: City, figure: Figure) -> None:
    """The number opens to exactly its rows."""
    found = rows(city.dispatcher, figure.total.figure)
    assert sum(one.count for one in found) == figure.total.count
    assert sum(one.amount or 0 for one in found) == (figure.total.amount or 0)


def spread(
    units: list[Organisation], number: int, amount: Decimal | int, steps: Callable[[int], list[tuple[str, date]]]
) -> list[Story]:
    """``number`` projects of that amount over the units, with the steps of each."""
    return [simple(units[at % len(units)], amount, *steps(at)) for at in range(number)]


def within(period: Period, at: int) -> date:
    """Some day of it, first and last included."""
    return period.from_on + timedelta(days=at % period.days)
