"""Doors of the chains of a city 产业链."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotFound, Stale
from projects.ledger import services
from projects.ledger.forms.chains import ChainForm, MergeForm
from projects.ledger.models import Chain
from projects.ledger.policies import check_may_keep_chains, may_keep_chains
from projects.ledger.queries_chains import chain_lines, city_of, visible_chain
from projects.ledger.views.addresses import get_or_post
from projects.people.models import Organisation
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission


@needs(Permission.PROJECT_READ)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The chains with number and sum of the projects one sees; names nobody registered; the way to mend them."""
    by = officer_of(request)
    city = city_of(by)
    registered, loose = chain_lines(by, city) if city else ([], [])
    may_keep = city is not None and may_keep_chains(city, by)
    context = {"city": city, "registered": registered, "loose": loose, "may_keep": may_keep}
    return render(request, "ledger/chain_list.html", context)


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def add(request: HttpRequest) -> HttpResponse:
    """Register a chain, or a name that is in use (``?name=``)."""
    by, city = officer_of(request), _kept_city(request)
    first = {"name": request.GET.get("name", "")[:40], "is_active": True}
    form = ChainForm(request.POST or None, by=by, city=city, on=timezone.localdate(), chain=None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            chain = services.add_chain(city, form.ledger_values(), by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"产业链“{chain}”已登记。")
            return redirect("ledger:chains")
    return _page(request, form, None)


@needs(Permission.PROJECT_READ)
@get_or_post
def edit(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """Change a chain; a new name goes to all its projects."""
    by = officer_of(request)
    chain = visible_chain(by, chain_id)
    check_may_keep_chains(chain.city, by)
    form = ChainForm(request.POST or None, by=by, city=chain.city, on=timezone.localdate(), chain=chain)
    if request.method == "POST" and form.is_valid():
        try:
            given, version = form.ledger_values(), version_of(request)
            services.update_chain(chain.pk, given, by=by, now=timezone.now(), expected_version=version)
        except Stale:
            return _page(request, form, visible_chain(by, chain_id), stale=True)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "产业链已保存。")
            return redirect("ledger:chains")
    return _page(request, form, chain)


@needs(Permission.PROJECT_READ)
@get_or_post
def merge(request: HttpRequest) -> HttpResponse:
    """Let the projects of one name go on under another chain; says first how many they are."""
    by, city = officer_of(request), _kept_city(request)
    name = (request.POST if request.method == "POST" else request.GET).get("name", "")[:40]
    registered, loose = chain_lines(by, city)
    line = next((one for one in (*registered, *loose) if one.name == name), None)
    if line is None:
        raise NotFound(f"没有项目使用产业链名称“{name}”，请返回产业链页核对。")
    form = MergeForm(request.POST or None, city=city, name=name, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        into: Chain = form.cleaned_data["into"]
        try:
            moved = services.merge_chain(name, into.pk, by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{name}”的{moved}个项目已并入“{into}”。")
            return redirect("ledger:chains")
    context = {"form": form, "line": line}
    return render(request, "ledger/chain_merge.html", context, status=422 if form.errors else 200)


def _kept_city(request: HttpRequest) -> Organisation:
    by = officer_of(request)
    city = city_of(by)
    if city is None:
        raise NotFound("您的账号不属于某个市，请由市级调度办公室维护产业链。")
    check_may_keep_chains(city, by)
    return city


def _page(request: HttpRequest, form: ChainForm, chain: Chain | None, *, stale: bool = False) -> HttpResponse:
    context = {"form": form, "chain": chain, "stale": stale}
    status = 412 if stale else 422 if form.errors else 200
    return render(request, "ledger/chain_form.html", context, status=status)
