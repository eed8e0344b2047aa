"""Reads of dispatch that are more than one QuerySet method."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.models import CityRules, Project, Responsibility
from projects.people.models import Organisation
from projects.workdays import queries as workdays
from projects.workdays.days import LONGEST_REST
from workflow.dispatch.agenda import LONGEST_DETAIL, Proposal, chief_sentence, step_sentence, steps_sentence
from workflow.dispatch.models import AgendaReason, Meeting, MeetingState, Series
from workflow.dispatch.series import DAYS_APART, Planned, Rule, SeriesKind, schedule
from workflow.steps.models import OFFICES, Transition

AGENDA_AT_LEAST = timedelta(days=1)
"""How old the agenda of a next sitting may become before the tick renews it, whatever happened."""
PLANNING_SLACK = timedelta(minutes=15)


def preview(series: Series | Rule, *, on: date, count: int = 10) -> list[Planned]:
    """The next ``count`` days by rule from ``on`` on, with what becomes of each and why. Two queries; refuses nothing.

    A day that touches a year without official calendar is shown, not ``promised``, and says what to load.
    """
    rule = series.rule if isinstance(series, Series) else series
    first = max(on, rule.starts_on)
    last = first + timedelta(days=DAYS_APART[SeriesKind(rule.kind)] * (count + 1)) + LONGEST_REST
    rows = planned_days(rule, first - LONGEST_REST, last)
    return [row for row in rows if (row.held_on or row.merged_into or row.nominal_on) >= on][:count]


def planned_days(rule: Rule, first: date, last: date) -> list[Planned]:
    """The schedule of ``rule`` on the loaded calendar, for nominal days from ``first`` to ``last``. Two queries."""
    margin = 2 * LONGEST_REST
    return schedule(rule, workdays.calendar(first - margin, last + margin).day, first, last)


def next_meetings(series: Iterable[Series], *, now: datetime) -> dict[UUID, Meeting]:
    """Series → its next sitting, for those that have one. One query."""
    of_series = Meeting.objects.ahead(now).filter(series=OuterRef("series")).order_by("starts_at", "id")
    found = Meeting.objects.filter(series__in=[one.pk for one in series], pk=Subquery(of_series.values("pk")[:1]))
    return {meeting.series_id: meeting for meeting in found}


def is_planning_late(now: datetime) -> bool:
    """Has the tick overlooked a series? It renews the agenda of each next sitting once a day at least. One query."""
    ahead = Meeting.objects.ahead(now).values("series")
    renewed = Series.objects.filter(pk__in=ahead).annotate(renewed=Max("meetings__agenda_at"))
    overdue = now - AGENDA_AT_LEAST - PLANNING_SLACK
    return renewed.filter(Q(renewed=None) | Q(renewed__lt=overdue)).exists()


def region_of(series: Series) -> Organisation:
    """Whose projects a series speaks of: its organisation's, or those of the region whose office that is."""
    own = series.organisation
    if own.kind not in OFFICES:
        return own
    above = Organisation.objects.filter(path__in=own.lineage()).exclude(kind__in=OFFICES)
    return above.order_by("-depth").first() or own


def next_meeting(series: Series, *, now: datetime) -> Meeting | None:
    """The next sitting that is called and has not begun."""
    return Meeting.objects.ahead(now).filter(series=series).order_by("starts_at", "id").first()


def since(meeting: Meeting) -> datetime:
    """Begin of the period ``meeting`` looks back on: the sitting before it that was not cancelled.

    Where there is none, one period before the first sitting ever called: nothing falls between two agendas.
    """
    all_of_series = Meeting.objects.filter(series=meeting.series_id)
    sat = ~Q(state=MeetingState.CANCELLED) & Q(starts_at__lt=meeting.starts_at)
    found = all_of_series.aggregate(last=Max("starts_at", filter=sat), first=Min("starts_at"))
    return found["last"] or found["first"] - timedelta(days=DAYS_APART[SeriesKind(meeting.series.kind)])


def propose_agenda(meeting: Meeting) -> list[Proposal]:
    """What the rules put on the agenda: missing chiefs (largest first), then projects with steps (newest first)."""
    steps = _steps_taken(meeting)
    proposals: dict[UUID, Proposal] = {}
    rules: dict[UUID, CityRules] = {}
    for project in _without_chief(meeting):
        landing = project.landing_organisation
        rules[landing.pk] = rules.get(landing.pk) or CityRules.of(landing)
        sentence = chief_sentence(reasons_for_chief(project, rules[landing.pk]))
        detail = "；".join(filter(None, [sentence, steps.get(project.pk, "")]))
        proposals[project.pk] = Proposal(project.pk, AgendaReason.CHIEF_MISSING, detail[:LONGEST_DETAIL])
    for project_id, detail in steps.items():
        proposals.setdefault(project_id, Proposal(project_id, AgendaReason.STEP_TAKEN, detail[:LONGEST_DETAIL]))
    return list(proposals.values())


def latest_change() -> datetime | None:
    """When anything last changed that an agenda depends on. Three queries."""
    moments = (
        Transition.objects.aggregate(at=Max("recorded_at"))["at"],
        Project.objects.aggregate(at=Max("updated_at"))["at"],
        Responsibility.objects.aggregate(at=Max("updated_at"))["at"],
    )
    return max((moment for moment in moments if moment), default=None)


def _steps_taken(meeting: Meeting) -> dict[UUID, str]:
    """Project → sentence, the project with the newest step first. Steps later taken back do not count."""
    root = region_of(meeting.series)
    rows = (
        Transition.objects.counting()
        .filter(recorded_at__gt=since(meeting), project__landing_organisation__path__startswith=root.path)
        .order_by("recorded_at", "sequence")
    )
    told: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        sentences = told.pop(row.project_id, [])
        told[row.project_id] = [*sentences, step_sentence(row, timezone.localdate(row.recorded_at))]
    return {project: steps_sentence(told[project]) for project in reversed(told)}


def _without_chief(meeting: Meeting) -> list[Project]:
    under = Project.objects.under(region_of(meeting.series)).select_related("landing_organisation")
    projects = under.needing_chief().without_chief()
    return list(projects.order_by(F("total_investment_wan").desc(nulls_last=True), "number"))
