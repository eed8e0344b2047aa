"""How much those who could be given a part carry already: a panel of the page on which parts are assigned."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.ledger.policies import check_may_assign
from projects.ledger.queries import visible_project
from projects.people.models import Organisation, Tenure
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.handover.load import loads_of


@require_safe
@needs(Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE)
def loads(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Everybody who holds a post in reach, those of the landing unit first."""
    by, today = officer_of(request), timezone.localdate()
    project = visible_project(by, project_id)
    check_may_assign(project, by)
    landing = project.landing_organisation
    units = Organisation.objects.visible_to(by) | Organisation.objects.filter(pk=landing.pk)
    held = Tenure.objects.current_on(today).filter(post__organisation__in=units.current_on(today))
    seated = held.filter(officer__is_active=True)
    tenures = list(seated.select_related("officer", "post__organisation"))
    tenures.sort(key=lambda one: (not landing.contains(one.post.organisation), one.post.organisation.path,
                                  not one.post.is_principal, one.post.title))  # fmt: skip
    carried = loads_of([one.officer for one in tenures], viewer=by, on=today)
    rows = [(one, carried[one.officer_id]) for one in tenures]
    return render(request, "handover/_loads.html", {"rows": rows, "project": project})
