"""What a tab of the archive is: its word, its template, what fills it, and how many rows stand behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from projects.ledger.models import Project
from projects.people.models import Officer
from projects.workdays.queries import Worked


@dataclass(frozen=True)
class Visit:
    """Who looks at which project on which day, with the address's own words (``?tab=…&…``).

    ``worked``: the working days around the project, for whatever counts some.
    """

    project: Project
    officer: Officer
    on: date
    query: Mapping[str, str]
    worked: Worked


@dataclass(frozen=True)
class Panel:
    """One tab. ``fill`` is asked only when the tab is open; ``rows`` (visible ones only) gives the number beside it."""

    name: str
    label: str
    template: str
    fill: Callable[[Visit], dict[str, Any]]
    rows: Callable[[Visit], QuerySet[Any]] | None = None


def chosen_panel(panels: Sequence[Panel], name: str) -> Panel:
    """The panel of that name; the first one for a name nobody knows."""
    return next((panel for panel in panels if panel.name == name), panels[0])


def tabs_of(panels: Sequence[Panel], visit: Visit) -> list[tuple[str, str, int | None]]:
    """Name, word and number of every tab; all numbers in one query."""
    counted = {f"{panel.name}_rows": _number(panel.rows(visit)) for panel in panels if panel.rows is not None}
    numbers = cast("dict[str, int]", Project.objects.filter(pk=visit.project.pk).values(**counted).get())
    return [(panel.name, panel.label, numbers.get(f"{panel.name}_rows")) for panel in panels]


def _number(rows: QuerySet[Any]) -> Coalesce:
    one = rows.order_by().annotate(one_=Value(1)).values("one_").annotate(number_=Count("pk")).values("number_")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)
