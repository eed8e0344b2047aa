"""看板: five columns of projects in hand. Moving a card opens the claim of its next step and never skips one."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.people.models import Kind, Organisation
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.desk.queries.board import LIGHTS, chosen_projects, columns_of
from workflow.lights.queries.units import lit_units

UNIT_KINDS = (Kind.CITY, Kind.DISTRICT, Kind.PARK)


@require_safe
@needs(Permission.PROJECT_READ)
def board(request: HttpRequest) -> HttpResponse:
    """Projects in good standing by stage, filtered by unit and light (both in the address)."""
    officer, today = officer_of(request), timezone.localdate()
    units = list(Organisation.objects.visible_to(officer).filter(kind__in=UNIT_KINDS))
    unit = next((one for one in units if one.code == request.GET.get("unit")), None)
    light = request.GET.get("light", "")
    projects = chosen_projects(officer, unit, light, on=today)
    columns = columns_of(projects, officer, chosen=request.GET, on=today)
    context = {
        "columns": columns,
        "units": units,
        "unit": unit,
        "lights": LIGHTS,
        "unit_lights": lit_units(officer, on=today),
        "light": light,
        "count": sum(column.count for column in columns),
        "amount_wan": sum((column.amount_wan for column in columns), Decimal(0)),
        "may_claim": officer.may(Permission.CLAIM_WRITE),
    }
    return render(request, "desk/board.html", context)
