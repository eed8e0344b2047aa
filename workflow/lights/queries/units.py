"""The light of districts and parks, from the projects that land there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from projects.ledger.models import Project
from projects.ledger.stages import Standing
from projects.people.models import Kind, Officer, Organisation
from workflow.lights.colours import GREEN, LABELS, RED, YELLOW
from workflow.lights.queries.books import Book, book_on
from workflow.lights.queries.now import with_light
from workflow.lights.ruleset import unit_colour

_WORST_FIRST = (RED, YELLOW, GREEN, "grey")


@dataclass(frozen=True)
class Unit:
    """One district or park: its light, and how many of its pursued projects have which."""

    organisation: Organisation
    colour: str
    counts: Counter[str]

    @property
    def label(self) -> str:
        """红灯 …"""
        return LABELS[self.colour]

    @property
    def said(self) -> str:
        """共12个：红3、黄2、绿7."""
        parts = [f"{LABELS[one][0]}{self.counts[one]}" for one in (RED, YELLOW, GREEN) if self.counts[one]]
        return f"共{self.counts.total()}个：{'、'.join(parts)}" if parts else "没有在手项目"


def lit_units(officer: Officer, *, on: date, book: Book | None = None) -> list[Unit]:
    """For home and board: nothing for whoever sees a single unit or none, which has the light of its own projects."""
    root = officer.scope_root
    if root is None or root.kind not in (Kind.PROVINCE, Kind.CITY):
        return []
    return units_of(officer, on=on, book=book)


def units_of(officer: Officer, *, on: date, book: Book | None = None) -> list[Unit]:
    """Districts and parks in the officer's scope, the worst first. Three queries.

    Counts only projects that the officer sees; for whoever sees a whole unit that is all of them.
    """
    root = officer.scope_root
    if root is None:
        return []
    book = book_on(on) if book is None else book
    places = Organisation.objects.under(root).filter(kind__in=(Kind.DISTRICT, Kind.PARK)).current_on(on)
    units = {place.path: (place, Counter[str]()) for place in places}
    active = Project.objects.visible_to(officer).filter(standing=Standing.ACTIVE)
    lit = with_light(active, on=on, book=book).order_by().values("landing_path", "light_colour")
    for row in lit.annotate(number=Count("pk")):
        at = max((path for path in units if row["landing_path"].startswith(path)), key=len, default="")
        if at:
            units[at][1][row["light_colour"]] += row["number"]
    found = [Unit(place, unit_colour(counts, book.of(path).unit), counts) for path, (place, counts) in units.items()]
    return sorted(found, key=lambda one: (_WORST_FIRST.index(one.colour), -one.counts[RED], one.organisation.path))
