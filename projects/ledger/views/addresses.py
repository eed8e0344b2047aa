"""What the doors of the ledger share: the project asked for, and where its archive stands."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from projects.ledger.models import Project
from projects.ledger.queries import visible_project
from projects.people.requests import officer_of

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def project_of(request: HttpRequest, project_id: UUID) -> Project:
    """A project the officer sees, or 404."""
    return visible_project(officer_of(request), project_id)


def archive_of(project_id: UUID, tab: str = "") -> str:
    """Address of the project's archive, on one of its tabs."""
    address = reverse("desk:project", args=[project_id])
    return f"{address}?tab={tab}" if tab else address
