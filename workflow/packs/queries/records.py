"""What is on record of the projects of an agenda, loaded once and then asked as of two instants. No clock.

Fields are walked back from the present along ``Change``; rows of the file are the last thing ``RowChange`` says of
them; steps count while they are not revoked (domain.md 4, ``desk.queries.as_of``). Twenty queries, however many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from projects.funds.models import Fund
from projects.ledger.fields import show_value
from projects.ledger.kinds import RowKind
from projects.ledger.models import Change, Project, Responsibility, RowChange
from projects.progress.models import ProblemEntry, Report
from workflow.lights.models import LightReading
from workflow.lights.queries.past import History
from workflow.packs.queries.windows import Window
from workflow.steps.models import Transition

AMOUNTS = (
    *("total_investment_wan", "fixed_investment_wan", "filed_investment_wan", "statistics_investment_wan"),
    *("foreign_amount_wan", "registered_capital_wan"),
)
PLANNED = ("planned_signed_on", "planned_registered_on", "planned_started_on", "planned_producing_on")
COMPANY = {"company_name": "name"}
FACTS = (
    *("investors", "company_name", "summary", "landing_organisation", "lead_organisation", "industry", "chain"),
    *("land_area_mu", "site", "channel"),
)
FIELDS = ("name", "negotiating_on", "foreign_currency", *AMOUNTS, *PLANNED, *FACTS)
_ROWS = (RowKind.NODE, RowKind.REPORT, RowKind.PROBLEM)
_UNITS = ("landing_organisation", "lead_organisation")

Row = tuple[str, UUID]
"""Kind and key of a row of the file."""


class Records:
    """Of some projects, around one window. Each mapping goes by project; ``periods``: report → last and first day."""

    def __init__(self, keys: Iterable[UUID], window: Window) -> None:
        self.window = window
        units = [f"{unit}__former_names" for unit in _UNITS]
        found = Project.objects.filter(pk__in=list(keys)).select_related("company", *_UNITS)
        self.projects = {one.pk: one for one in found.prefetch_related("investors", *units)}
        self.history = History(self.projects.values())
        self._changes = self._of_changes()
        self.steps = self._by_project(self._steps())
        self.chiefs = self._by_project(self._chiefs())
        self.rows = self._rows()
        self.entries = self._entries()
        told = Report.objects.filter(project__in=self.projects).values_list("pk", "last_on", "first_on")
        self.periods = {key: (last, first) for key, last, first in told}
        self.funds = self._by_project(Fund.objects.filter(project__in=self.projects).order_by("confirmed_at", "pk"))
        self.readings = self._by_project(self._readings())

    def text(self, key: UUID, name: str, at: datetime) -> str:
        """What stood in a field at that instant, as the history keeps it."""
        for one in self._changes[key]:
            if one.field == name and one.at > at:
                return str(one.before)
        return stored_text(self.projects[key], name)

    def changes(self, key: UUID) -> list[Change]:
        """Changes of fields in the period, the oldest first."""
        return [one for one in self._changes[key] if self.window.has(one.at)]

    def steps_at(self, key: UUID, at: datetime) -> list[Transition]:
        """Steps that counted at that instant, in their order."""
        return [one for one in self.steps[key] if one.recorded_at <= at and counts_at(one, at)]

    def chief_at(self, key: UUID, at: datetime) -> Responsibility | None:
        """Who was down as answering for the project at that instant; of several whoever was entered last."""
        held = [one for one in self.chiefs[key] if one.created_at <= at and not _ended_by(one, at)]
        return held[-1] if held else None

    def unit(self, key: UUID, name: str = "landing_organisation") -> str:
        """Short name of a unit of the project, with the name that it bore on the day of the cut-off."""
        project, told = self.projects[key], self.text(key, name, self.window.cut_off)
        unit = getattr(project, name)
        if unit is None or str(unit) != told:
            return told
        return str(unit.label_on(self.window.on))

    def rows_of(self, key: UUID, kind: RowKind, at: datetime) -> dict[Row, RowChange]:
        """The last thing said of each row by that instant; rows withdrawn or not yet entered are not there."""
        last: dict[Row, RowChange] = {}
        for one in self.rows[key]:
            if one.kind == kind and one.at <= at:
                last[one.kind, one.row] = one
        return {row: one for row, one in last.items() if one.after}

    def _by_project(self, rows: Iterable[Any]) -> dict[UUID, list[Any]]:
        found: dict[UUID, list[Any]] = defaultdict(list)
        for one in rows:
            found[one.project_id].append(one)
        return found

    def _of_changes(self) -> dict[UUID, list[Any]]:
        rows = Change.objects.filter(project__in=self.projects, at__gt=self.window.since, field__in=FIELDS)
        return self._by_project(rows.select_related("by").order_by("at", "pk"))

    def _steps(self) -> Iterable[Transition]:
        rows = Transition.objects.filter(project__in=self.projects, recorded_at__lte=self.window.cut_off)
        return rows.select_related("by", "revocation__by").order_by("sequence")

    def _chiefs(self) -> Iterable[Responsibility]:
        rows = Responsibility.objects.chiefs().filter(project__in=self.projects, created_at__lte=self.window.cut_off)
        related = rows.select_related("officer", "created_by", "post__organisation")
        return related.prefetch_related("post__organisation__former_names").order_by("created_at", "valid_from", "pk")

    def _rows(self) -> dict[UUID, list[RowChange]]:
        rows = RowChange.objects.filter(project__in=self.projects, kind__in=_ROWS, at__lte=self.window.cut_off)
        return self._by_project(rows.select_related("by").order_by("at", "pk"))

    def _entries(self) -> dict[UUID, list[ProblemEntry]]:
        window = self.window
        rows = ProblemEntry.objects.filter(
            problem__project__in=self.projects, at__gt=window.since, at__lte=window.cut_off
        )
        found: dict[UUID, list[ProblemEntry]] = defaultdict(list)
        for one in rows.select_related("by", "problem").order_by("at", "pk"):
            found[one.problem.project_id].append(one)
        return found

    def _readings(self) -> Iterable[LightReading]:
        window = self.window
        days = Q(day__gte=window.since_on, day__lt=window.on)
        return LightReading.objects.filter(days, project__in=self.projects).order_by("day")


def counts_at(step: Transition, at: datetime) -> bool:
    """Had nobody taken it back by then? Needs ``revocation`` selected."""
    return not (step.is_revoked and step.revocation.recorded_at <= at)


def stored_text(project: Project, name: str) -> str:
    """A field as the history keeps it (``Change.before``)."""
    if name in COMPANY:
        return str(getattr(project.company, COMPANY[name])) if project.company else ""
    value = getattr(project, name)
    return show_value(sorted(str(item) for item in value.all()) if name == "investors" else value)


def _ended_by(one: Responsibility, at: datetime) -> bool:
    """A chief counts until the instant at which the end was entered (``lights.queries.past``)."""
    return one.valid_to is not None and one.updated_at <= at
