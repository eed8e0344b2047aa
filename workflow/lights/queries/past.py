"""The light of any past day, rebuilt from the record as it stood at the end of that day (domain.md 4 and 6).

Loaded once for many projects, then asked for any number of days: what was recorded later does not count. So a night
that was missed is made good exactly, and recomputing a reading gives the reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from projects.ledger.models import Change, CityRules, Project, Responsibility, RowChange, YearPlan
from projects.ledger.stages import Step
from projects.progress.models import Report
from workflow.lights.colours import RED, Light
from workflow.lights.models import LightDecree, LightReading
from workflow.lights.queries.books import Book, Choices
from workflow.lights.queries.records import CHIEFLY, DATES, Record, Span
from workflow.lights.ruleset import RuleSet
from workflow.steps.models import ConfirmationKind, StatisticsConfirmation, Transition


def midnight_after(on: date) -> datetime:
    """The first instant that is no longer ``on``."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))


def lit_on(project: Project, *, on: date, known_at: datetime) -> Light:
    """The light of that day as the system knew it at ``known_at``, at the latest at the end of the day."""
    before = min(midnight_after(on), known_at + timedelta(microseconds=1))
    return History([project]).light(project.pk, on, before)


class History:
    """The records of some projects. A dozen queries, however many they are."""

    def __init__(self, projects: Iterable[Project]) -> None:
        found = list(projects)
        city = _CityRulesByPath()
        self.records = {one.pk: Record(one, city.of(one.landing_organisation.path)) for one in found}
        self._paths = {one.pk: one.landing_organisation.path for one in found}
        self._choices = Choices()
        self._books: dict[tuple[date, datetime], Book] = {}
        self._load_steps()
        self._load_changes()
        self._load_parts()
        self._load_rows()
        self._load_lights()

    def light(self, key: UUID, on: date, before: datetime | None = None) -> Light:
        """Of the end of the day ``on``, or as known ``before`` an earlier instant."""
        moment = before or midnight_after(on)
        return self.rules(key, on, moment).light(self.records[key].facts(on, moment))

    def rules(self, key: UUID, on: date, before: datetime) -> RuleSet:
        """What was in force where the project lands."""
        if (on, before) not in self._books:
            self._books[on, before] = self._choices.book(on, before)
        return self._books[on, before].of(self._paths[key])

    def remember(self, key: UUID, on: date, light: Light) -> None:
        """A reading that is about to be kept: later nights of the same run look back on it."""
        if light.colour == RED:
            self.records[key].reds.append(on)

    def _load_steps(self) -> None:
        taken = Transition.objects.filter(project__in=self.records).exclude(step=Step.REVOKE)
        for one in taken.select_related("revocation").order_by("project", "sequence"):
            until = one.revocation.recorded_at if one.is_revoked else None
            self.records[one.project_id].steps.append(Span(one.recorded_at, until, one))

    def _load_changes(self) -> None:
        wanted = Change.objects.filter(project__in=self.records, field__in=(*DATES, *CHIEFLY))
        for one in wanted.order_by("at", "pk"):
            self.records[one.project_id].changes[one.field].append(one)

    def _load_parts(self) -> None:
        """A chief counts until the instant at which the end was entered, as the list of today does."""
        held = Responsibility.objects.chiefs().filter(project__in=self.records)
        for one in held.only("project", "created_at", "updated_at", "valid_to"):
            until = one.updated_at if one.valid_to else None
            self.records[one.project_id].chiefs.append(Span(one.created_at, until))

    def _load_rows(self) -> None:
        reports = Report.objects.filter(project__in=self.records)
        plans = YearPlan.objects.filter(project__in=self.records)
        entries = StatisticsConfirmation.objects.filter(project__in=self.records, kind=ConfirmationKind.LIBRARY)
        for name, rows in (("reports", reports), ("plans", plans), ("entries", entries)):
            for one in rows.order_by("created_at", "pk"):
                getattr(self.records[one.project_id], name).append(Span(one.created_at, one.withdrawn_at, one))
        for changes in (_corrected(reports), _corrected(plans)):
            for change in changes:
                self.records[change.project_id].figures[change.row].append(change)

    def _load_lights(self) -> None:
        decrees = LightDecree.objects.filter(project__in=self.records, in_force_at__isnull=False)
        for one in decrees.order_by("in_force_at", "pk"):
            assert one.in_force_at is not None
            self.records[one.project_id].decrees.append(Span(one.in_force_at, one.closed_at, one))
        reds = LightReading.objects.filter(project__in=self.records, colour=RED)
        for project, day in reds.values_list("project", "day"):
            self.records[project].reds.append(day)


def _corrected(rows: QuerySet[Report] | QuerySet[YearPlan]) -> QuerySet[RowChange]:
    """The history of those rows that were corrected in place."""
    changed = list(rows.filter(version__gt=1).values_list("pk", flat=True))
    return RowChange.objects.filter(row__in=changed).order_by("at", "pk")


class _CityRulesByPath:
    """``CityRules.of`` for many units in one query."""

    def __init__(self) -> None:
        rows = CityRules.objects.select_related("organisation")
        self._rows = {row.organisation.path: row for row in rows}

    def of(self, path: str) -> CityRules:
        """The rules of the nearest organisation at or above that path, else the preset."""
        above = [known for known in self._rows if path.startswith(known)]
        return self._rows[max(above, key=len)] if above else CityRules()
