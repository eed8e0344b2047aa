"""Doors of organisations: the tree, and one unit as it is or was on a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.days import is_plausible
from projects.errors import NotFound
from projects.people import queries
from projects.people.models import Kind, Officer, Organisation, UnitClass
from projects.people.policies import may_keep
from projects.people.requests import officer_of
from projects.people.roles import Permission
from projects.people.services.reveals import may_reveal
from projects.rows import one_or_none

LONGEST_SEARCH = 60


@require_safe
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """The visible tree; filters live in the address (``q``, ``kind``, ``class``, ``ended``)."""
    officer = officer_of(request)
    filters = filters_of(request)
    nodes, count = queries.tree(officer, filters, on=timezone.localdate())
    context = {
        "nodes": nodes,
        "count": count,
        "filters": filters,
        "kinds": Kind.choices,
        "classes": UnitClass.objects.all(),
        "may_write": officer.may(Permission.PEOPLE_WRITE),
    }
    return render(request, "people/organisations.html", context)


@require_safe
@login_required
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One unit, with ``?on=2020-05-01`` as it was on that day."""
    officer, today = officer_of(request), timezone.localdate()
    unit = unit_of(organisation_id, officer)
    on = day_of(request.GET.get("on", ""), today)
    context = {
        "unit": unit,
        "on": on,
        "today": today,
        "is_past": on != today,
        "is_ended": unit.is_ended_on(today),
        "name_then": unit.name_on(on),
        "may_keep": may_keep(unit, officer),
        **_around(unit, officer),
        **_seats(unit, officer, on),
    }
    return render(request, "people/organisation.html", context)


def filters_of(request: HttpRequest) -> queries.Filters:
    """What the address asks for."""
    said = request.GET
    kind = said.get("kind", "")
    return queries.Filters(
        q=said.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        kind=kind if kind in Kind.values else "",
        unit_class=said.get("class", "").replace("\x00", "")[:LONGEST_SEARCH],
        ended=said.get("ended") == "1",
    )


def unit_of(organisation_id: UUID, officer: Officer) -> Organisation:
    """A unit that ``officer`` sees, with its names at hand."""
    seen = Organisation.objects.visible_to(officer).with_names()
    unit = one_or_none(seen.select_related("unit_class", "successor", "office").filter(pk=organisation_id))
    if unit is None:
        raise NotFound("没有找到这个单位，或它不在您的查看范围内。")
    return unit


def day_of(text: str, today: date) -> date:
    """The day in the address, not after today; today for anything else."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return today
    return on if is_plausible(on) and on <= today else today


def _around(unit: Organisation, officer: Officer) -> dict[str, object]:
    """Units above, below, before."""
    seen = Organisation.objects.visible_to(officer)
    above = seen.filter(path__in=unit.lineage()[:-1]).order_by("path")
    below = seen.filter(path__startswith=unit.path, depth=unit.depth + 1).select_related("successor")
    return {
        "names": queries.names_of(unit),
        "above": list(above),
        "below": list(below.order_by("valid_to", "path")),
        "predecessors": list(seen.filter(successor=unit).order_by("valid_to", "path")),
    }


def _seats(unit: Organisation, officer: Officer, on: date) -> dict[str, object]:
    """Posts, people, members, backing units."""
    people = list(unit.officers.people().filter(is_active=True).visible_to(officer).order_by("name", "pk"))
    first = next((one for one in people if one.phone and one.pk != officer.pk), None)
    members, former_members = queries.members(unit, on=on)
    backings, former_backings = queries.backings(unit, on=on)
    return {
        "chairs": queries.chairs(unit, on=on),
        "people": people,
        "may_reveal": first is not None and may_reveal(first, officer),
        "members": members,
        "former_members": former_members,
        "backings": backings,
        "former_backings": former_backings,
        "groups": queries.groups_of(unit, officer, on=on),
    }
