"""How much those who could be given a part carry already: a panel of the page on which parts are assigned."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.ledger.models import Project, Responsibility
from projects.ledger.policies import check_may_assign
from projects.ledger.queries import visible_project
from projects.people.models import Officer, Organisation, Tenure
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.handover.load import loads_of

PAGE = 15
LONGEST = 40


@require_safe
@needs(Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE)
def loads(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Who holds a post in a unit of the project, or has a part in it; ``?q=`` looks among everybody in reach."""
    by, today = officer_of(request), timezone.localdate()
    project = visible_project(by, project_id)
    check_may_assign(project, by)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    seated = _seated(project, by, today)
    found = _matching(seated, words) if words else _near(seated, project)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    tenures = list(page.object_list)
    carried = loads_of([one.officer for one in tenures], viewer=by, on=today)
    rows = [(one, carried[one.officer_id]) for one in tenures]
    context = {"rows": rows, "project": project, "page": page, "words": words}
    return render(request, "handover/_loads.html", context)


def _seated(project: Project, by: Officer, today: date) -> QuerySet[Tenure]:
    """Everybody active on a post in reach: those of the landing unit first, principals before others."""
    landing = project.landing_organisation
    units = Organisation.objects.visible_to(by) | Organisation.objects.filter(pk=landing.pk)
    held = Tenure.objects.current_on(today).filter(post__organisation__in=units.current_on(today))
    own = Case(
        When(post__organisation__path__startswith=landing.path, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    order = (own, "post__organisation__path", "-post__is_principal", "post__title", "pk")
    return held.filter(officer__is_active=True).select_related("officer", "post__organisation").order_by(*order)


def _near(seated: QuerySet[Tenure], project: Project) -> QuerySet[Tenure]:
    """Those of the project's own units, and who has a part in it already."""
    paths = {project.landing_organisation.path}
    paths |= {unit.path for unit in (project.lead_organisation, project.first_contact_organisation) if unit}
    within = Q()
    for path in paths:
        within |= Q(post__organisation__path__startswith=path)
    parts = Responsibility.objects.current().filter(project=project, officer=OuterRef("officer"))
    return seated.filter(within | Exists(parts))


def _matching(seated: QuerySet[Tenure], words: str) -> QuerySet[Tenure]:
    """Each word occurs in the name, the title, or the unit."""
    found = seated
    for word in words.split():
        unit = Q(post__organisation__name__icontains=word) | Q(post__organisation__short_name__icontains=word)
        found = found.filter(Q(officer__name__icontains=word) | Q(post__title__icontains=word) | unit)
    return found
