"""Door of the rules of a city: read them, try others, see who would turn, save."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import DomainError, NotAllowed, NotFound
from projects.people.models import Kind, Officer, Organisation
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.lights import services
from workflow.lights.forms import RulesForm
from workflow.lights.models import LightRules
from workflow.lights.policies import check_may_choose, may_choose
from workflow.lights.presets import BY_CODE, PRESETS
from workflow.lights.queries.books import book_on
from workflow.lights.queries.previews import Preview, preview
from workflow.lights.ruleset import RuleSet

MOST_TURNED = 100
SAVE = "save"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in force; for the office a form. ``?city=`` code, ``?preset=`` code; ``do`` = preview or save."""
    officer, today = officer_of(request), timezone.localdate()
    city = _city(request, officer)
    in_force = book_on(today).of(city.path)
    form = _form(request, in_force)
    if request.method != "POST":
        return _page(request, city, form, in_force)
    check_may_choose(city, officer)
    if not form.is_valid():
        return _page(request, city, form, in_force, status=422)
    try:
        shown = _act(request, city, form)
    except NotAllowed:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return _page(request, city, form, in_force, status=refused.status)
    if shown is None:
        messages.success(request, f"已保存，自{form.cleaned_data['effective_from']}起执行。")
        return redirect(f"{reverse('lights:rules')}?city={city.code}")
    return _page(request, city, form, in_force, shown=shown)


def _city(request: HttpRequest, officer: Officer) -> Organisation:
    """The city of the address, else that of the officer's unit."""
    seen = Organisation.objects.visible_to(officer).filter(kind=Kind.CITY)
    code, root = request.GET.get("city"), officer.scope_root
    if code:
        found = seen.filter(code=code).first()
    else:
        found = (seen.filter(path__in=root.lineage()).last() if root else None) or seen.first()
    if found is None:
        raise NotFound("没有找到这个市，或它不在您的查看范围内。")
    return found


def _form(request: HttpRequest, in_force: RuleSet) -> RulesForm:
    """The numbers in force, or those of the chosen preset."""
    chosen = BY_CODE.get(request.GET.get("preset", ""))
    numbers = (chosen.rules if chosen else in_force).numbers()
    initial = {"preset": chosen.code if chosen else _preset_of(in_force), "effective_from": timezone.localdate()}
    return RulesForm(request.POST or None, numbers=numbers, initial=initial)


def _preset_of(in_force: RuleSet) -> str:
    row = one_or_none(LightRules.objects.filter(pk=in_force.version)) if in_force.version else None
    return row.preset if row else "default"


def _act(request: HttpRequest, city: Organisation, form: RulesForm) -> Preview | None:
    """Save, or answer what saving would change."""
    officer, now = officer_of(request), timezone.now()
    given = form.cleaned_data
    if request.POST.get("do") == SAVE:
        services.choose_rules(
            city,
            preset=given["preset"],
            numbers=form.numbers(),
            effective_from=given["effective_from"],
            reason=given["reason"],
            by=officer,
            now=now,
        )
        return None
    return preview(city, RuleSet.of(form.numbers()), by=officer, on=timezone.localdate(now))


def _page(
    request: HttpRequest,
    city: Organisation,
    form: RulesForm,
    in_force: RuleSet,
    *,
    shown: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    officer = officer_of(request)
    context: dict[str, Any] = {
        "city": city,
        "form": form,
        "presets": PRESETS,
        "in_force": BY_CODE[_preset_of(in_force)],
        "preview": shown,
        "turned": shown.turned[:MOST_TURNED] if shown else [],
        "more": max(len(shown.turned) - MOST_TURNED, 0) if shown else 0,
        "history": [
            (row, BY_CODE[row.preset].label) for row in LightRules.objects.filter(city=city).select_related("by")
        ],
        "may_choose": may_choose(city, officer),
    }
    return render(request, "lights/rules.html", context, status=status)
