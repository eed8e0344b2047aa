"""Series and their sittings: planned days, the next one, the region they speak of, the time between two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from projects.people.models import Organisation
from projects.workdays import queries as workdays
from projects.workdays.days import LONGEST_REST
from workflow.dispatch.models import Meeting, MeetingState, Series
from workflow.dispatch.series import Planned, Rule, schedule
from workflow.steps.models import OFFICES

AGENDA_AT_LEAST = timedelta(days=1)
"""How old the agenda of a next sitting may become before the tick renews it, whatever happened."""


def preview(series: Series | Rule, *, on: date, count: int = 10) -> list[Planned]:
    """The next ``count`` days by rule from ``on`` on, with what becomes of each and why. Two queries; refuses nothing.

    A day that touches a year without official calendar is shown, not ``promised``, and says what to load.
    """
    rule = series.rule if isinstance(series, Series) else series
    first = max(on, rule.starts_on)
    last = first + timedelta(days=rule.days_apart * (count + 1)) + LONGEST_REST
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


def next_meeting(series: Series, *, now: datetime) -> Meeting | None:
    """The next sitting that is called and has not begun."""
    return Meeting.objects.ahead(now).filter(series=series).order_by("starts_at", "id").first()


def region_of(series: Series) -> Organisation:
    """Whose projects a series speaks of: its organisation's, or those of the region whose office that is."""
    own = series.organisation
    if own.kind not in OFFICES:
        return own
    above = Organisation.objects.filter(path__in=own.lineage()).exclude(kind__in=OFFICES)
    return above.order_by("-depth").first() or own


def since(meeting: Meeting) -> datetime:
    """Begin of the period ``meeting`` looks back on: the sitting before it that was not cancelled.

    Where there is none, one period before the first sitting ever called: nothing falls between two agendas.
    """
    all_of_series = Meeting.objects.filter(series=meeting.series_id)
    sat = ~Q(state=MeetingState.CANCELLED) & Q(starts_at__lt=meeting.starts_at)
    found = all_of_series.aggregate(last=Max("starts_at", filter=sat), first=Min("starts_at"))
    return found["last"] or found["first"] - timedelta(days=meeting.series.rule.days_apart)


def until_on(meeting: Meeting) -> date:
    """The day of the sitting after ``meeting``, or about when it will be."""
    later = Meeting.objects.filter(series=meeting.series_id, starts_at__gt=meeting.starts_at)
    following = later.exclude(state=MeetingState.CANCELLED).order_by("starts_at").values_list("starts_at", flat=True)
    at = following.first() or meeting.starts_at + timedelta(days=meeting.series.rule.days_apart)
    return timezone.localdate(at)
