"""The list of problems: narrowed by the address, counted by level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from projects.people.models import Officer, Organisation
from projects.progress.kinds import LEVELS, OPEN_STATES, ProblemLevel, ProblemState
from projects.progress.models import Problem
from projects.progress.queries import coordinated_by

_PATHS = {"unit": "asked_organisation__path", "landing": "project__landing_organisation__path"}


@dataclass(frozen=True)
class Sums:
    """How many of the list, how many nobody has answered, and how many at each level."""

    count: int
    waiting: int
    levels: list[tuple[str, int]]


def listed(by: Officer, chosen: Mapping[str, str]) -> QuerySet[Problem]:
    """Visible problems that fit every filter; without a state, the open ones. The longest open ones first."""
    found: QuerySet[Problem] = Problem.objects.visible_to(by)
    state = chosen.get("state", "")
    if state != "all":
        found = found.filter(state__in=[state] if state else OPEN_STATES)
    found = found.filter(**{name: chosen[name] for name in ("level", "kind") if name in chosen})
    for name in [name for name in _PATHS if name in chosen]:
        unit = Organisation.objects.filter(code=chosen[name]).first()
        found = found.filter(**{f"{_PATHS[name]}__startswith": unit.path}) if unit else found.none()
    if chosen.get("mine"):
        found = found.filter(pk__in=coordinated_by(by).values("pk"))
    return found.select_related("project__landing_organisation", "asked_organisation").order_by(
        "raised_on", "created_at", "pk"
    )


def counted(found: QuerySet[Problem]) -> Sums:
    """In one query."""
    by_level = {f"level_{level}": Count("pk", filter=Q(level=level)) for level in LEVELS}
    sums = found.order_by().aggregate(
        count=Count("pk"), waiting=Count("pk", filter=Q(state=ProblemState.WAITING)), **by_level
    )
    levels = [(str(ProblemLevel(level).label), sums[f"level_{level}"]) for level in LEVELS]
    return Sums(sums["count"], sums["waiting"], [one for one in levels if one[1]])
