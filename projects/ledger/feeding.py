"""What of this room is fed: who sees a project, and every act that changes a project or how it is shown.

The rows of a project's file are told as changes of the project, under names of their own where a list of the project
has to be read again (``fund.*``, in the rooms above). How a project is shown stands in ``workflow/desk/feeding``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from projects.audit.hearing import Heard
from projects.feed.registry import PROJECT, Touch, on, see_projects
from projects.feed.sight import person_key, unit_key
from projects.ledger.acts import Act
from projects.ledger.enterprises import using
from projects.ledger.models import Clash, Enterprise, Evidence, Project, Responsibility
from projects.ledger.queries import THESE
from projects.people.models import Officer, Organisation, Post
from projects.statements import Statement

CREATED, CHANGED = "project.created", "project.changed"
SPOKEN = ("report.send", "report.correct", "report.withdraw")
"""Acts on a project that mean another of its lists."""


def sights(projects: Collection[UUID]) -> dict[UUID, set[str]]:
    """Keys of who sees each project: its four units, the units asked to verify, who answers for it. Three queries.

    As ``Project.objects.visible_to`` but for deputies: their days come and go without an act.
    """
    these = list(projects)
    rows = Statement(_units, projects=these).rows()
    found: dict[UUID, set[str]] = {pk: {unit_key(path) for path in paths if path} for pk, *paths in rows}
    for pk, path in Statement(_asked, projects=these).rows():
        found[pk].add(unit_key(path))
    for pk, officer in Statement(_held, projects=these).rows():
        found[pk].add(person_key(officer))
    return found


def _units() -> QuerySet[Any, Any]:
    units = [f"{name}__path" for name in Project.UNIT_FIELDS]
    return Project.objects.filter(pk__among=THESE).order_by().values_list("pk", *units)


def _asked() -> QuerySet[Any, Any]:
    asked = Project.verifying_organisations.through.objects.filter(project__among=THESE)
    return asked.values_list("project_id", "organisation__path")


def _held() -> QuerySet[Any, Any]:
    held = Responsibility.objects.filter(project__among=THESE, valid_to__isnull=True)
    return held.order_by().values_list("project_id", "officer_id")


def changed(projects: Iterable[UUID], type_: str = CHANGED) -> list[Touch]:
    """These projects are shown differently from now on."""
    return [Touch(PROJECT, pk, type_, pk) for pk in projects]


def of_project(act: Heard) -> list[Touch]:
    """An act on the project itself."""
    assert isinstance(act.subject, Project)
    if act.action in SPOKEN:
        return changed([act.subject.pk], f"progress_{act.action}")
    return changed([act.subject.pk], CREATED if act.action == Act.CREATE_PROJECT else CHANGED)


def of_clash(act: Heard) -> list[Touch]:
    """Either side shows it."""
    assert isinstance(act.subject, Clash)
    return changed([act.subject.first_id, act.subject.later_id])


def of_evidence(act: Heard) -> list[Touch]:
    """The list of documents of a project."""
    assert isinstance(act.subject, Evidence)
    return changed([act.subject.project_id], act.action)


def of_enterprise(act: Heard) -> list[Touch]:
    """Projects show name and code of their investors and of their company."""
    assert isinstance(act.subject, Enterprise)
    if act.action == Act.CREATE_ENTERPRISE:
        return []
    return changed(using(act.subject).order_by().values_list("pk", flat=True))


def of_officer(act: Heard) -> list[Touch]:
    """Projects show name and unit of their chief."""
    assert isinstance(act.subject, Officer)
    if not act.fields & {"name", "organisation"}:
        return []
    held = Responsibility.objects.current().chiefs().filter(officer=act.subject)
    return changed(held.order_by().values_list("project_id", flat=True))


def of_post(act: Heard) -> list[Touch]:
    """Projects show the post of their chief."""
    assert isinstance(act.subject, Post)
    if "title" not in act.fields:
        return []
    held = Responsibility.objects.current().chiefs().filter(post=act.subject)
    return changed(held.order_by().values_list("project_id", flat=True))


def of_unit(act: Heard) -> list[Touch]:
    """A unit that moved in the tree, or has another code: its projects, and those it was asked about."""
    assert isinstance(act.subject, Organisation)
    if act.action not in ("organisation.move", "organisation.merge") and "code" not in act.fields:
        return []
    below = Organisation.objects.under(Organisation.objects.get(pk=act.subject.pk)).order_by().values("pk")
    about = Q(verifying_organisations__in=below)
    for name in Project.UNIT_FIELDS:
        about |= Q(**{f"{name}__in": below})
    return changed(Project.objects.filter(about).order_by().values_list("pk", flat=True).distinct())


see_projects(sights)
on(Project, of_project)
on(Clash, of_clash)
on(Evidence, of_evidence)
on(Enterprise, of_enterprise)
on(Officer, of_officer)
on(Post, of_post)
on(Organisation, of_unit)
