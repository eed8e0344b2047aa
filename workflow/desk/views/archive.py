"""Doors of the archive of one project."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.ledger import policies as ledger_policies
from projects.ledger import policies_clashes
from projects.ledger.queries_clashes import clashes_of_each, pressing_facts
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.desk.panels import PANELS, Visit, chosen_panel, tabs_of
from workflow.desk.queries import archive
from workflow.lights.queries.books import book_on
from workflow.lights.queries.now import light_of
from workflow.proposals.clocks import stage_clocks
from workflow.proposals.queries import standing_on
from workflow.steps.queries import counting_evidence


@needs(Permission.PROJECT_READ)
@require_safe
def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Where the project is, what is missing for the next step, who answers for it; and one tab."""
    officer, today = officer_of(request), timezone.localdate()
    found = archive.project_for(officer, project_id, on=today)
    worked = archive.worked_around(found, on=today)
    visit = Visit(found, officer, today, request.GET, worked)
    panel = chosen_panel(PANELS, request.GET.get("tab", ""))
    papers, book, clashes = counting_evidence(found), book_on(today), list(clashes_of_each([found.pk]))
    clocks = stage_clocks(found, on=today, book=book, known=worked)
    context = {
        "project": found,
        "light": light_of(found, on=today, book=book),
        "nodes": archive.nodes_of(found, on=today, clocks=clocks),
        "ahead": archive.ahead_of(found, officer, on=today, evidence=papers, clashes=clashes, worked=worked),
        "team": archive.team_of(found, officer, on=today, book=book),
        "steps": archive.actions_for(found, officer),
        "panel": panel,
        "tabs": tabs_of(PANELS, visit),
        "may_write": ledger_policies.may_write(found, officer),
        "may_assign": ledger_policies.may_assign(found, officer),
        "may_transfer": found.is_open and policies_clashes.may_transfer(found, officer),
        "clash_facts": pressing_facts(found, clashes),
        "proposals": list(standing_on(found)),
    }
    return render(request, "desk/project.html", context | panel.fill(visit))
