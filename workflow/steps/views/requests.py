"""What every page of the room asks of a request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from projects.errors import NotFound
from projects.ledger.models import Project
from projects.people.models import Officer


class OfficerRequest(HttpRequest):
    """A request behind ``login_required``."""

    user: Officer


def find_project(project_id: UUID, officer: Officer) -> Project:
    """The project, if the officer sees it."""
    units = ("landing_organisation", "lead_organisation", "first_contact_organisation", "source_organisation")
    project = Project.objects.visible_to(officer).select_related("company", *units).filter(pk=project_id).first()
    if project is None:
        raise NotFound("没有找到这个项目，或它不在您的查看范围内。")
    return project


def version_of(request: HttpRequest) -> int | None:
    """The version of what the page showed, from the hidden field."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else None
