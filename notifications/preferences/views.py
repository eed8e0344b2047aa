"""Doors of the room: one's own 提醒设置, and what an office lays down for its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from notifications.preferences import queries, registry, services
from notifications.preferences.forms import APART, OwnForm, PresetForm
from notifications.preferences.models import OfficePreset
from notifications.preferences.policies import check_may_lay_down
from notifications.preferences.registry import KnownRule
from notifications.preferences.standing import Preset
from notifications.preferences.topics import Policy, Topic
from projects.errors import DomainError, NotAllowed, NotFound
from projects.people.models import Kind, Officer, Organisation
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission

PAGE = 50
KINDS = (Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.DEPARTMENT)
"""Units that are offered to choose from, beside those that have a preset."""


@dataclass(frozen=True)
class TopicLine:
    """One topic on a page. ``locked``: why there is nothing to choose; ``fixed``: how it comes then."""

    topic: Topic
    mandatory: list[KnownRule]
    optional: list[KnownRule]
    field: BoundField | None
    locked: str = ""
    fixed: str = "即时"


def _line(topic: Topic, field: BoundField | None, locked: str = "", *, is_off: bool = False) -> TopicLine:
    rules = registry.rules_of(topic)
    mandatory = [rule for rule in rules if rule.terms.mandatory]
    optional = [rule for rule in rules if not rule.terms.mandatory]
    fixed = "即时"
    if is_off and optional:
        fixed = "必发的即时，其余只发站内信" if mandatory else "只发站内信"
    return TopicLine(topic, mandatory, optional, field, locked, fixed)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """提醒设置: how one's own reminders come. Everybody for oneself."""
    officer = officer_of(request)
    nearest, row = queries.preset_over(officer.organisation), queries.own_of(officer)
    standing = queries.standing_of(officer)
    locked = {topic: services.why_locked(topic, standing.preset, nearest) for topic in registry.topics()}
    form = OwnForm(
        request.POST or None,
        standing=standing,
        open_topics=[topic for topic, why in locked.items() if not why],
        reaches=registry.reaches_of(officer),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.save_own(officer, form.chosen(), by=officer, now=timezone.now(),
                                  expected_version=version_of(request))  # fmt: skip
            except NotAllowed:
                raise
            except DomainError as refused:
                form.refuse(refused)
                status = refused.status
            else:
                messages.success(request, "提醒设置已保存，从下一条提醒起生效。")
                return redirect("preferences:own")
    context = {
        "section": "reminders",
        "form": form,
        "lines": [
            _line(
                topic,
                None if why else form[f"choices{APART}{topic}"],
                why,
                is_off=standing.preset.policy(topic) == Policy.OFF,
            )
            for topic, why in locked.items()
        ],
        "office": nearest,
        "window": services.window_text(standing.preset),
        "preset": standing.preset,
        "reaches": form.reaches,
        "version": queries.own_version(row),
    }
    return render(request, "preferences/own.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
def office(request: HttpRequest) -> HttpResponse:
    """What a unit lays down (``?unit=`` code, else the own scope); ``do``: preview, save or drop."""
    officer = officer_of(request)
    unit = _unit(request, officer)
    row, nearest = queries.preset_of(unit), queries.preset_over(unit)
    posted = request.POST if request.method == "POST" and request.POST.get("do") != "drop" else None
    form = PresetForm(posted, preset=nearest.values() if nearest else Preset())
    if request.method != "POST":
        return _page(request, officer, unit, row, nearest, form)
    if form.is_bound and not form.is_valid():
        return _page(request, officer, unit, row, nearest, form, status=422)
    try:
        done = _act(request, officer, unit, form)
    except NotAllowed:
        raise
    except DomainError as refused:
        if not form.is_bound:
            messages.error(request, refused.detail)
            return redirect(_address(unit))
        form.refuse(refused)
        return _page(request, officer, unit, row, nearest, form, status=refused.status)
    if done:
        messages.success(request, done)
        return redirect(_address(unit))
    return _page(request, officer, unit, row, nearest, form, is_trial=True)


def _act(request: HttpRequest, officer: Officer, unit: Organisation, form: PresetForm) -> str:
    """What was done, in a sentence; empty: nothing but a look ahead was asked for."""
    known: dict[str, Any] = {"by": officer, "now": timezone.now()}
    if request.POST.get("do") == "drop":
        services.drop_preset(unit, **known, expected_version=version_of(request))
        return "已撤销本单位的预设，沿用上级单位或系统默认的设置。"
    preset = form.preset()
    if request.POST.get("do") != "save":
        services.check_preset(preset)
        return ""
    services.save_preset(unit, preset, **known, expected_version=version_of(request))
    return "单位提醒预设已保存，从下一条提醒起生效。"


def _address(unit: Organisation) -> str:
    return f"{reverse('preferences:office')}?unit={unit.code}"


def _unit(request: HttpRequest, officer: Officer) -> Organisation:
    """The unit of the address within the own subtree; ``NotFound`` for any other."""
    code, root = request.GET.get("unit"), officer.scope_root
    if root is None:
        raise NotFound("您的账号没有所属单位，请联系系统管理员。")
    if code and not code.isprintable():
        raise NotFound()  # no code holds such a character, and PostgreSQL takes no NUL
    unit = Organisation.objects.filter(code=code).first() if code else root
    if unit is None:
        raise NotFound()
    check_may_lay_down(unit, officer)
    return unit


def _page(
    request: HttpRequest,
    officer: Officer,
    unit: Organisation,
    row: OfficePreset | None,
    nearest: OfficePreset | None,
    form: PresetForm,
    *,
    is_trial: bool = False,
    status: int = 200,
) -> HttpResponse:
    seen = queries.preview(unit, form.preset() if is_trial else None)
    people = seen.changed if is_trial else seen.people
    counts = {one.topic: one for one in seen.counts}
    lines = [
        _line(topic, form[f"policies{APART}{topic}"] if f"policies{APART}{topic}" in form.fields else None)
        for topic in registry.topics()
    ]
    context = {
        "section": "reminders",
        "form": form,
        "organisation": unit,
        "units": _units(officer),
        "row": row,
        "nearest": nearest,
        "lines": [(line, counts.get(line.topic)) for line in lines],
        "version": queries.preset_version(row),
        "is_trial": is_trial,
        "served": len(seen.people),
        "page": Paginator(people, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "preferences/office.html", context, status=status)


def _units(officer: Officer) -> list[Organisation]:
    root = officer.scope_root
    inside = Organisation.objects.under(root) if root else Organisation.objects.none()
    with_own = OfficePreset.objects.values("organisation")
    found = list(inside.filter(kind__in=KINDS) | inside.filter(pk__in=with_own))
    return found if root is None or root in found else [root, *found]
