"""Reads of reports and problems that doors and other rooms share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from projects.errors import NotFound
from projects.ledger.models import Change, Project
from projects.people.models import Officer
from projects.progress.kinds import ProblemState
from projects.progress.levels import level_of, levels_from
from projects.progress.models import Problem, ProblemEntry, Report
from projects.progress.periods import Period
from projects.rows import one_or_none
from projects.workdays.queries import calendar

_LONGEST = timedelta(days=60)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A report beside the earlier ones. ``added_wan``: completed investment since the last report that names one."""

    report: Report
    added_wan: Decimal | None


def due_on(period: Period, grace_workdays: int) -> date:
    """The last day for a report: so many working days after the period. Beyond the loaded calendar by weekdays.

    This states a fact about a day that has come; it promises nothing, so it refuses nothing.
    """
    days = calendar(period.last_on, period.last_on + _LONGEST + grace_workdays * timedelta(days=2))
    on = period.last_on
    for _ in range(grace_workdays):
        on = days.next_workday(on + _ONE_DAY)
    return on


def visible_report(officer: Officer, report_id: UUID, project_id: UUID | None = None) -> Report:
    """The report with its project, or ``NotFound``."""
    seen = Report.objects.visible_to(officer).filter(pk=report_id)
    seen = seen.filter(project=project_id) if project_id else seen
    found = seen.select_related("created_by", "updated_by", "project").first()
    if found is None:
        raise NotFound("没有找到这份进展报告，或它不在您的查看范围内。")
    return found


def visible_problem(officer: Officer, problem_id: UUID) -> Problem:
    """The problem with its project, or ``NotFound``."""
    units = [f"project__{name}" for name in Project.UNIT_FIELDS]
    seen = Problem.objects.visible_to(officer).select_related("asked_organisation", "created_by", *units)
    found = one_or_none(seen.filter(pk=problem_id))
    if found is None:
        raise NotFound("没有找到这个问题，或它不在您的查看范围内。")
    return found


def previous_report(project: Project, period: Period) -> Report | None:
    """The current report of the latest earlier period, whatever its length."""
    return Report.objects.filter(project=project).before(period).first()


def lines_of(reports: Iterable[Report]) -> list[Line]:
    """Current reports, newest first, each with what it adds to the completed investment."""
    newest_first = list(reports)
    named = [one for one in newest_first if one.completed_wan is not None]
    added = {later.pk: later.completed_wan - earlier.completed_wan for later, earlier in pairwise(named)}  # type: ignore[operator]
    return [Line(one, added.get(one.pk)) for one in newest_first]


def completed_by(project: Project, on: date) -> Decimal | None:
    """万元 of fixed investment completed from the start, as the last report up to ``on`` says; None when none does."""
    told = Report.objects.filter(project=project, completed_wan__isnull=False, last_on__lte=on).current()
    return told.order_by("-last_on", "-first_on").values_list("completed_wan", flat=True).first()


def silent_since(projects: QuerySet[Project], on: date) -> QuerySet[Project]:
    """Those of ``projects`` that were known before ``on`` and of which no report speaks of ``on`` or a later day."""
    told = Report.objects.current().filter(last_on__gte=on).values("project")
    return projects.filter(negotiating_on__lt=on).exclude(pk__in=told)


def last_news_on(projects: QuerySet[Project], *, also: Iterable[Combinable] = ()) -> QuerySet[Any]:
    """With ``last_news_at``: the latest of entry, progress report, word about a problem, change by the own units.

    ``also``: instants that only rooms above know (``last_at`` of an outer project), such as an event of a claim. What
    a verification or the office above writes into the file is no news of the project.
    """
    reports = Report.objects.current().filter(project=OuterRef("pk"))
    words = ProblemEntry.objects.filter(problem__project=OuterRef("pk"))
    own = Q(by__organisation__path__startswith=OuterRef("landing_organisation__path"))
    own |= Q(by__organisation__path__startswith=OuterRef("source_organisation__path"))
    changes = Change.objects.filter(own, project=OuterRef("pk")).exclude(why__endswith="认定")
    known = (last_at(reports, "created_at"), last_at(words, "at"), last_at(changes, "at"), *also)
    since = [Coalesce(one, F("created_at")) for one in known]
    return projects.annotate(last_news_at=Greatest(F("created_at"), *since))


def last_at(rows: QuerySet[Any], field: str) -> Subquery:
    """The latest ``field`` of ``rows``, for ``last_news_on``."""
    return Subquery(rows.order_by(f"-{field}").values(field)[:1], output_field=DateTimeField())


def last_news_of(project: Project, *, also: Iterable[Combinable] = ()) -> datetime:
    """The same for one project."""
    found = last_news_on(Project.objects.filter(pk=project.pk), also=also).values_list("last_news_at", flat=True)
    at: datetime = found.get()
    return at


def without_report(projects: QuerySet[Project], period: Period) -> QuerySet[Project]:
    """Those of ``projects`` that were known by the end of ``period`` and have no report of it."""
    same = Report.objects.current().filter(kind=period.kind, first_on=period.first_on).values("project")
    return projects.filter(negotiating_on__lte=period.last_on).exclude(pk__in=same)


def reported_codes(project: Project, periods: Iterable[Period]) -> set[str]:
    """Codes of those ``periods`` that have a report."""
    first = min(one.first_on for one in periods)
    rows = Report.objects.filter(project=project, first_on__gte=first).current()
    return {one.period.code for one in rows.only("kind", "first_on", "last_on")}


def coordinated_by(officer: Officer) -> QuerySet[Problem]:
    """Problems whose answer is the task of the officer's own unit or office: asked below it, at its level or higher."""
    root = officer.scope_root
    if root is None:
        return Problem.objects.none()
    levels = levels_from(level_of(root))
    return Problem.objects.filter(asked_organisation__path__startswith=root.path, level__in=levels)


def waiting_for(officer: Officer) -> QuerySet[Problem]:
    """Of those the ones nobody has answered yet, the oldest first."""
    unanswered = coordinated_by(officer).filter(state=ProblemState.WAITING)
    return unanswered.select_related("project").order_by(F("raised_on").asc(), "created_at", "pk")
