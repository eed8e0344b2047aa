"""Doors of saved views 常用视图 and of the columns by habit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from projects.errors import DomainError, Invalid, NotFound
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.desk import services
from workflow.desk.addresses import Address
from workflow.desk.columns import keys_in
from workflow.desk.forms import NameForm, ProjectFilter, SaveForm
from workflow.desk.models import SavedView
from workflow.desk.policies import SCOPE, shared_unit
from workflow.desk.queries.habits import ALL, habits_of, views_for


@needs(Permission.PROJECT_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest) -> HttpResponse:
    """All views to choose from; a POST saves what was on the screen under a name."""
    by = officer_of(request)
    if request.method != "POST":
        return render(request, "desk/views.html", _context(by))
    form = SaveForm(request.POST, by=by)
    if form.is_valid():
        given = form.cleaned_data
        query, columns = _canonical(given["query"], by), ",".join(keys_in(given["columns"]))
        try:
            shared = shared_unit(by, given["share"])
            made = services.save_view(given["name"], query, columns, shared_with=shared, by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已保存为常用视图“{made}”。")
            return redirect(f"{reverse('desk:projects')}?view={made.pk}")
    return render(request, "desk/views.html", _context(by) | {"form": form}, status=422)


def _canonical(query: str, by: Officer) -> str:
    return Address(ProjectFilter(QueryDict(query), officer=by).pairs()).query


def _context(by: Officer) -> dict[str, Any]:
    found = views_for(by)
    rows = [(one, NameForm(initial=_first(one, by), by=by, prefix=str(one.pk)) if one.officer_id == by.pk else None)
            for one in found]  # fmt: skip
    return {"rows": rows, "first_view": habits_of(by).first}


def _first(view: SavedView, by: Officer) -> dict[str, Any]:
    unit = view.shared_with
    share = "" if unit is None else "unit" if unit == by.organisation else SCOPE
    return {"name": view.name, "position": view.position, "share": share}


@needs(Permission.PROJECT_READ)
@require_POST
def view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """``do``: overwrite with what is on the screen, settle name and sharing, remove, or open first from now on."""
    by = officer_of(request)
    found = next((one for one in views_for(by) if one.pk == view_id), None)
    if found is None:
        raise NotFound("没有找到这个视图，它可能已被删除或不再共享。")
    do = DEEDS.get(request.POST.get("do", ""))
    if do is None:
        raise Invalid("请选择要办理的事项。")
    try:
        return do(request, found, by)
    except Invalid as refused:
        messages.error(request, refused.detail)
        return redirect("desk:views")


def _overwrite(request: HttpRequest, found: SavedView, by: Officer) -> HttpResponse:
    query, columns = _canonical(request.POST.get("query", ""), by), ",".join(keys_in(request.POST.get("columns", "")))
    services.change_view(
        found.pk, by=by, now=timezone.now(), expected_version=version_of(request), query=query, columns=columns
    )
    messages.success(request, f"视图“{found}”已更新。")
    return redirect(f"{reverse('desk:projects')}?view={found.pk}")


def _settle(request: HttpRequest, found: SavedView, by: Officer) -> HttpResponse:
    form = NameForm(request.POST, by=by, prefix=str(found.pk))
    if not form.is_valid():
        raise Invalid("；".join(str(errors[0]) for errors in form.errors.values()))
    given = form.cleaned_data
    position = found.position if given["position"] is None else given["position"]
    services.change_view(
        found.pk,
        by=by,
        now=timezone.now(),
        expected_version=version_of(request),
        name=given["name"],
        shared_with=shared_unit(by, given["share"]),
        position=position,
    )
    messages.success(request, f"视图“{given['name']}”已保存。")
    return redirect("desk:views")


def _remove(request: HttpRequest, found: SavedView, by: Officer) -> HttpResponse:
    services.remove_view(found.pk, by=by, now=timezone.now(), expected_version=version_of(request))
    messages.success(request, f"视图“{found}”已删除。")
    return redirect("desk:views")


def _prefer(request: HttpRequest, found: SavedView, by: Officer) -> HttpResponse:
    is_first = habits_of(by).first == found.pk
    services.prefer_view(None if is_first else found.pk, by=by, now=timezone.now())
    messages.success(request, "打开台账时先显示全部项目。" if is_first else f"打开台账时先显示“{found}”。")
    return redirect("desk:views")


DEEDS = {"overwrite": _overwrite, "settle": _settle, "remove": _remove, "prefer": _prefer}


@needs(Permission.PROJECT_READ)
@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Keep the columns for this officer, in the order sent; ``up`` moves one forward; ``usual`` forgets the choice."""
    by = officer_of(request)
    keys = [] if "usual" in request.POST else _moved(request.POST.getlist("column"), request.POST.get("up", ""))
    chosen = ",".join(dict.fromkeys(keys_in(",".join(keys))))
    services.keep_columns(chosen, by=by, now=timezone.now())
    kept = QueryDict(request.POST.get("query", ""))
    filters = ProjectFilter(kept, officer=by).pairs()
    view = str(kept.get("view", ""))
    link = Address(filters, tuple(chosen.split(",")) if chosen else (), view or ALL).link()
    return redirect(reverse("desk:projects") + link + ("#columns" if "up" in request.POST else ""))


def _moved(keys: list[str], up: str) -> list[str]:
    place = keys.index(up) if up in keys else 0
    if place:
        keys[place - 1], keys[place] = keys[place], keys[place - 1]
    return keys
