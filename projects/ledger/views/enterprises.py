"""Doors of enterprises."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projects.ledger.models import Enterprise
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission


@needs(Permission.PROJECT_READ)
@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """Options for the investor boxes: enterprises whose name or code holds what was typed (at least two characters)."""
    typed = next((str(value) for key, value in request.GET.items() if key.endswith("-name")), "").strip()
    known = Enterprise.objects.visible_to(officer_of(request)).filter(
        Q(name__icontains=typed) | Q(uscc__startswith=typed)
    )
    found = known.order_by("name", "id")[:12] if len(typed) > 1 else Enterprise.objects.none()
    return render(request, "ledger/_enterprise_options.html", {"enterprises": found})
