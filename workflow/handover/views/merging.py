"""The page on which units are merged into another, and what they leave behind goes along."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import DomainError, Stale
from projects.people.forms.units import MergeForm
from projects.people.models import Organisation
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.people.views.units import kept_unit
from workflow.handover.services import merge_with_work
from workflow.handover.takeover import Estate, Taken, estates_of

SHOWN = 300
"""Rows of the result that went along are listed up to this number; those that stayed always."""


@dataclass(frozen=True)
class Choice:
    """A unit that can be chosen, with what it would leave behind."""

    unit: Organisation
    estate: Estate
    is_on: bool


@needs(Permission.PEOPLE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Other units end and are taken over by this one."""
    by, heir = officer_of(request), kept_unit(request, organisation_id)
    form = MergeForm(by, heir, request.POST or None)
    if request.method != "POST":
        return _shown(request, heir, form)
    if not form.is_valid():
        return _shown(request, heir, form, status=422)
    units = list(form.cleaned_data["units"])
    facts = {name: form.cleaned_data[name] for name in ("on", "basis", "takes_projects", "takes_people")}
    try:
        taken = merge_with_work(
            units, successor=heir, **facts, by=by, now=timezone.now(), expected_version=version_of(request)
        )
    except Stale:
        form.add_error(None, "承接单位刚被他人修改。您的选择还在下面，核对后可以再次提交。")
        return _shown(request, Organisation.objects.get(pk=heir.pk), form, status=412)
    except DomainError as refused:
        form.refuse(refused)
        return _shown(request, heir, form, status=422)
    return _done(request, heir, units, taken)


def _shown(request: HttpRequest, heir: Organisation, form: MergeForm, *, status: int = 200) -> HttpResponse:
    units = form.units_to_choose()
    estates = estates_of(units)
    ticked = {str(key) for key in form["units"].value() or []}
    choices = [Choice(unit, estates[unit.pk], str(unit.pk) in ticked) for unit in units]
    context = {"heir": heir, "form": form, "choices": choices}
    return render(request, "handover/merge.html", context, status=status)


def _done(request: HttpRequest, heir: Organisation, units: list[Organisation], taken: list[Taken]) -> HttpResponse:
    went = [one for one in taken if one.done]
    context = {
        "heir": heir,
        "units": units,
        "stayed": [one for one in taken if one.why],
        "went": went[:SHOWN],
        "number": len(went),
    }
    return render(request, "handover/merged.html", context)
