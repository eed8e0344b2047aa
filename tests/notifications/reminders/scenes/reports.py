"""A round of 信息报送, from its opening to the list of who is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tests.factories import City
from tests.workflow.reporting.samples import asked, at, reported, row
from workflow.reporting.services import open_rounds, send_back, urge_units

DUE = date(2026, 11, 18)


def round_(city: City) -> Iterator[datetime]:
    """Opened on the 13th, due on the 18th at 17:30; one is sent back, the others urged."""
    made = asked(city, starts_on=DUE, anchor_on=DUE, now=at(date(2026, 11, 12)))
    open_rounds(at(date(2026, 11, 13), 8, 30))
    this = made.rounds.get()
    yield at(date(2026, 11, 13), 8, 31)
    yield at(date(2026, 11, 17))
    yield at(DUE, 8, 30)
    found = reported(city, this, row(), now=at(DUE, 10))
    send_back(found.pk, reason="请补投资方", by=city.dispatcher, now=at(DUE, 11))
    yield at(DUE, 11, 1)
    urge_units(this.pk, by=city.dispatcher, now=at(DUE, 12))
    yield at(DUE, 12, 1)
    yield at(DUE, 17, 30)
