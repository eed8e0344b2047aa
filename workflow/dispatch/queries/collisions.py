"""Sittings of one owner on one day: of the same body, or of the same organisation where no body meets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from projects.workdays import queries as workdays
from projects.workdays.days import LONGEST_REST
from workflow.dispatch.models import Meeting, MeetingState, Series
from workflow.dispatch.series import Planned, schedule


@dataclass(frozen=True)
class Collision:
    """Two called sittings of one owner on one day. ``later`` is the one that would be merged into ``first``."""

    on: date
    first: Meeting
    later: Meeting

    @property
    def sentence(self) -> str:
        """For a warning."""
        first = f"{self.first.title}（{timezone.localtime(self.first.starts_at):%H:%M}）"
        return f"{first}与{self.later.title}（{timezone.localtime(self.later.starts_at):%H:%M}）同一天召开"


def collisions_between(meetings: Iterable[Meeting]) -> list[Collision]:
    """Among these sittings, which come with their series; each with the first of its day. No query."""
    by_day: dict[tuple[UUID, date], list[Meeting]] = defaultdict(list)
    for one in sorted(meetings, key=lambda meeting: (meeting.starts_at, str(meeting.pk))):
        if one.state == MeetingState.CALLED:
            owner = one.series.body_id or one.series.organisation_id
            by_day[owner, timezone.localdate(one.starts_at)].append(one)
    return [
        Collision(on, day[0], later)
        for (_, on), day in by_day.items()
        for later in day[1:]
        if later.series_id != day[0].series_id
    ]


def colliding_with(meeting: Meeting) -> list[Meeting]:
    """Other called sittings of the same owner on the same day."""
    local = timezone.localtime(meeting.starts_at)
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
    same_day = Meeting.objects.filter(starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1))
    others = same_day.filter(_owned_by(meeting.series), state=MeetingState.CALLED).exclude(series=meeting.series_id)
    return list(others.select_related("series__organisation").order_by("starts_at", "id"))


def planned_collisions(
    days: Iterable[Planned], *, organisation: UUID, body: UUID | None, but: UUID | None
) -> dict[date, list[str]]:
    """Real day → names of other series of the same owner that sit on it too, by their rules. Three queries.

    ``but``: the series whose days these are, where it exists already.
    """
    held = {one.held_on for one in days if one.held_on}
    same = Q(body=body) if body else Q(body=None, organisation=organisation)
    others = Series.objects.filter(same, is_active=True).order_by("name")
    others = others.exclude(pk=but) if but else others
    if not held or not others:
        return {}
    first, last = min(held), max(held)
    loaded = workdays.calendar(first - 3 * LONGEST_REST, last + 3 * LONGEST_REST)
    found: dict[date, list[str]] = defaultdict(list)
    for other in others:
        for planned in schedule(other.rule, loaded.day, first - LONGEST_REST, last + LONGEST_REST):
            if planned.held_on in held:
                found[planned.held_on].append(other.name)
    return dict(found)


def _owned_by(series: Series) -> Q:
    if series.body_id:
        return Q(series__body=series.body_id)
    return Q(series__body=None, series__organisation=series.organisation_id)
