"""What a unit that is merged leaves behind: projects, posts that are held, people. Counted before, listed after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from projects.ledger.fields import ORGANISATION_FIELDS
from projects.ledger.models import Project
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.stages import Standing
from projects.people.models import Officer, Organisation, Tenure

PURSUED = (Standing.ACTIVE, Standing.SUSPENDED)


@dataclass(frozen=True)
class Estate:
    """One unit's: open projects in which it stands, posts that somebody holds, active people of its own."""

    projects: int = 0
    tenures: int = 0
    people: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing to take over?"""
        return not (self.projects or self.tenures or self.people)


@dataclass(frozen=True)
class Taken:
    """One row of the result. ``done``: what became of it; empty where it stayed, and ``why`` says why.

    Projects are named by their number alone: who keeps the tree does not see projects.
    """

    kind: str
    name: str
    done: str = ""
    why: str = ""


def projects_of(unit: Organisation) -> ProjectQuerySet:
    """Projects not given up in which the unit lands, leads, or was the first contact; in a fixed order."""
    stands = Q()
    for field in ORGANISATION_FIELDS:
        stands |= Q(**{field: unit})
    return Project.objects.filter(stands, standing__in=PURSUED).order_by("pk")


def estates_of(units: Iterable[Organisation]) -> dict[UUID, Estate]:
    """Unit → what it would leave behind. Five queries, however many units."""
    keys = {unit.pk for unit in units}
    projects: dict[UUID, set[UUID]] = {key: set() for key in keys}
    for field in ORGANISATION_FIELDS:
        rows = Project.objects.filter(standing__in=PURSUED, **{f"{field}__in": keys})
        for unit, project in rows.values_list(f"{field}_id", "pk"):
            projects[unit].add(project)
    tenures = Tenure.objects.filter(valid_to__isnull=True, post__organisation__in=keys)
    seats = _counted(tenures.values_list("post__organisation").annotate(number=Count("pk")))
    people = Officer.objects.filter(organisation__in=keys, is_active=True, kind=Officer.Kind.PERSON)
    heads = _counted(people.values_list("organisation").annotate(number=Count("pk")))
    return {key: Estate(len(projects[key]), seats[key], heads[key]) for key in keys}


def _counted(rows: Iterable[tuple[UUID, int]]) -> Counter[UUID]:
    return Counter(dict(rows))
