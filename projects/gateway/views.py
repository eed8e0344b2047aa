"""Pages of the security administrator: which systems are connected, their keys, and what may be done about them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.errors import DomainError, NotFound, Stale
from projects.gateway import services
from projects.gateway.forms import ChangeForm, ClientForm, KeyForm, NewClientForm, ReasonForm
from projects.gateway.keys import Key
from projects.gateway.models import ApiKey, Client, Signing
from projects.gateway.policies import check_may_manage
from projects.gateway.queries import (
    clients_for,
    expiring_for,
    key_row,
    keys_of,
    limits_of,
    minutes_limited,
    refusals_of,
    row_of,
)
from projects.gateway.scopes import labelled
from projects.gateway.signatures import secret_shown
from projects.people.models import Officer
from projects.people.requests import officer_of, version_of
from projects.rows import one_or_none

PAGE_SIZE = 50
NOT_FOUND = "没有找到这个接入系统，或它不在您的管理范围内。"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def administrator_of(request: HttpRequest) -> Officer:
    """The security administrator, or 403 for everybody else: the same for what exists and what does not."""
    officer = officer_of(request)
    check_may_manage(officer)
    return officer


def client_of(request: HttpRequest, client_id: UUID) -> Client:
    """A client the administrator keeps, or 404."""
    found = one_or_none(clients_for(administrator_of(request)).filter(pk=client_id))
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


@require_safe
@login_required
def clients(request: HttpRequest) -> HttpResponse:
    """All systems, and above them the keys that end soon."""
    by, now = administrator_of(request), timezone.now()
    text = request.GET.get("q", "").strip()[:60]
    page = Paginator(clients_for(by, text), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": [row_of(one, now=now) for one in page.object_list],
        "page": page,
        "q": text,
        "expiring": expiring_for(by, now=now),
    }
    return render(request, "gateway/clients.html", context)


@require_safe
@login_required
def client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """One system: what it may, its keys and their use, refused calls."""
    found, now = client_of(request, client_id), timezone.now()
    return _client_page(request, found, ReasonForm(), now=now)


@get_or_post
@login_required
def client_new(request: HttpRequest) -> HttpResponse:
    """Enter a system; the answer shows its first key, once."""
    by, now = administrator_of(request), timezone.now()
    form = NewClientForm(by, request.POST if request.method == "POST" else None, now=now)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        more = {"expires_at": said["expires_at"], "client_id": said["once"]}
        try:
            row, key = services.create_client(said["unit"], **form.values(), **more, by=by, now=now)
        except DomainError as refused:
            form.refuse(refused)
        else:
            return _key_page(request, row, key)
    return _form_page(request, "gateway/client_form.html", form, units=form.units())


@get_or_post
@login_required
def client_edit(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Change name, scopes, address list, signing."""
    found = client_of(request, client_id)
    form = ChangeForm(found, request.POST if request.method == "POST" else None)
    if form.is_bound:
        seen = version_of(request)
        if form.is_valid() and _saved(request, found, form, seen):
            return redirect("gateway:client", found.pk)
    return _form_page(request, "gateway/client_form.html", form, client=found)


def _saved(request: HttpRequest, found: Client, form: ClientForm, seen: int) -> bool:
    by, now = officer_of(request), timezone.now()
    try:
        services.update_client(found, **form.values(), expected_version=seen, by=by, now=now)
    except Stale:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return False
    messages.success(request, "已保存。地址段、签名要求和限额立即生效，权限范围用于今后签发的密钥。")
    return True


@require_POST
@login_required
def client_disable(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Switch a system off, with a reason."""
    found, now = client_of(request, client_id), timezone.now()
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _client_page(request, found, form, now=now, status=422)
    try:
        services.disable_client(found, **form.cleaned_data, by=officer_of(request), now=now)
    except DomainError as refused:
        form.refuse(refused)
        return _client_page(request, found, form, now=now, status=refused.status)
    messages.success(request, f"“{found.name}”已停用，它的密钥立即失效；重新启用后恢复。")
    return redirect("gateway:client", found.pk)


@require_POST
@login_required
def client_enable(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Switch it on again."""
    found = client_of(request, client_id)
    services.enable_client(found, by=officer_of(request), now=timezone.now())
    messages.success(request, f"“{found.name}”已启用，有效密钥恢复使用。")
    return redirect("gateway:client", found.pk)


@get_or_post
@login_required
def key_new(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A further key; the answer shows it, once."""
    found, now = client_of(request, client_id), timezone.now()
    form = KeyForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        more = {"expires_at": said["expires_at"], "key_id": said["once"]}
        try:
            row, key = services.issue_key(found, **more, by=officer_of(request), now=now)
        except DomainError as refused:
            form.refuse(refused)
        else:
            return _key_page(request, row, key)
    live = [one for one in keys_of(found, now=now) if one.is_live]
    context = {"client": found, "scopes": labelled(found.scopes), "keys": live}
    return _form_page(request, "gateway/key_form.html", form, **context)


@get_or_post
@login_required
def key_revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """End a key, with a reason, after a look at what it is."""
    by, now = administrator_of(request), timezone.now()
    accounts = Client.objects.visible_to(by).values("account")
    key = ApiKey.objects.select_related("account__organisation", "account__client").filter(account__in=accounts)
    found = one_or_none(key.filter(pk=key_id))
    if found is None:
        raise NotFound("没有找到这把密钥，或它不在您的管理范围内。")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.revoke_key(found, **form.cleaned_data, by=by, now=now)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"密钥 {found.public_id} 已吊销，立即失效。")
            return redirect("gateway:client", found.account.client.pk)
    row = key_row(found, is_on=found.account.is_active, now=now)
    return _form_page(request, "gateway/key_revoke.html", form, row=row, client=found.account.client)


def _client_page(
    request: HttpRequest, found: Client, form: ReasonForm, *, now: datetime, status: int = 200
) -> HttpResponse:
    context = {
        "row": row_of(found, now=now),
        "keys": keys_of(found, now=now),
        "refusals": refusals_of(found),
        "limits": limits_of(found),
        "limited": minutes_limited(found, now=now),
        "form": form,
    }
    return render(request, "gateway/client.html", {**context, "client": found}, status=status)


def _form_page(request: HttpRequest, template: str, form: forms.Form, **context: object) -> HttpResponse:
    refused = form.is_bound and bool(form.errors)
    return render(request, template, {"form": form, "refused": refused, **context}, status=422 if refused else 200)


def _key_page(request: HttpRequest, row: ApiKey, key: Key) -> HttpResponse:
    """The only page that ever shows a key; nobody may keep a copy of it."""
    found = row.account.client
    signs = found.signing != Signing.OFF
    secret = secret_shown(row) if signs else ""
    context = {"row": row, "key": str(key), "secret": secret, "client": found, "scopes": labelled(row.scopes)}
    answer = render(request, "gateway/key_shown.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
