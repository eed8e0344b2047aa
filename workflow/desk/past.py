"""Door of the file as it was on a past day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.ledger.queries import visible_project
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.desk.moments import moment_of
from workflow.desk.queries.archive import nodes_of
from workflow.desk.queries.as_of import file_as_of, neighbours
from workflow.lights.queries.past import lit_on

FIGURES = ("total_investment_wan", "fixed_investment_wan", "registered_capital_wan", "land_area_mu")


@needs(Permission.PROJECT_READ)
@require_safe
def as_of(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The whole file of one day, read only, with what differs from today."""
    now = timezone.now()
    on, known_at = moment_of(request.GET, now=now)
    project = visible_project(officer_of(request), project_id)
    file = file_as_of(project, on=on, known_at=known_at)
    earlier, later = neighbours(project, on)
    facts = {fact.name: fact for fact in file.facts}
    context = {
        "project": project,
        "file": file,
        "past": file.project,
        "light": lit_on(project, on=on, known_at=known_at),
        "nodes": nodes_of(file.project, on=on),
        "figures": [facts[name] for name in FIGURES],
        "facts": [fact for fact in file.facts if fact.name not in FIGURES and (fact.value or fact.differs)],
        "differing": sum(fact.differs for fact in file.facts),
        "earlier": earlier,
        "later": later,
        "today": timezone.localdate(now),
        "is_rewound": "known_at" in request.GET,
    }
    return render(request, "desk/as_of.html", context)
