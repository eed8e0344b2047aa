"""Accounts for the three administrators: look, change, and answer what takes two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from projects.access import services
from projects.access.forms import AccountFilter, ChangeForm, RolesForm
from projects.access.models import AccountRequest, LoginAttempt
from projects.access.policies import READERS, is_administrator, may_change
from projects.access.queries import (
    account_of,
    accounts_visible_to,
    in_state,
    must_change,
    requests_for,
    sessions_of,
    with_state,
)
from projects.access.validators import profile
from projects.errors import DomainError, NotFound
from projects.people.models import Officer
from projects.people.policies import may_keep
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none

ROWS_A_PAGE = 30
ASKED = "已提出申请，须由另一名管理员在“账号”页复核后生效。"
Kind = AccountRequest.Kind
DONE = {
    Kind.ROLES: "角色已调整，立即生效。",
    Kind.PASSWORD: "密码已重置。",
    Kind.FACTOR: "动态码绑定已解除，下次登录时重新绑定。",
    Kind.DISABLE: "账号已停用，登录会话已结束。",
    Kind.ENABLE: "账号已启用。",
}


@needs(*READERS)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """The list, with what waits for a second administrator on top."""
    by, now = officer_of(request), timezone.now()
    form = AccountFilter(request.GET)
    chosen = form.chosen()
    found = in_state(with_state(accounts_visible_to(by), now=now), chosen.get("state", ""), now=now)
    if text := chosen.get("q"):
        found = found.filter(
            Q(name__icontains=text) | Q(username__icontains=text) | Q(organisation__name__icontains=text)
        )
    if role := chosen.get("role"):
        found = found.filter(pk__in=Officer.objects.filter(roles__role=role).values("pk"))
    context = {
        "form": form,
        "page": Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "asked": requests_for(by),
        "may_open": by.may(Permission.PEOPLE_WRITE),
    }
    return render(request, "access/accounts.html", context)


@never_cache
@needs(*READERS)
@require_safe
def account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One account and what the reader may do to it."""
    return _page(request, _found(request, pk))


def _found(request: HttpRequest, pk: UUID) -> Officer:
    found = one_or_none(with_state(accounts_visible_to(officer_of(request)), now=timezone.now()).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def _page(
    request: HttpRequest, shown: Officer, *, form: ChangeForm | None = None, kind: str = "", password: str = ""
) -> HttpResponse:
    by, now = officer_of(request), timezone.now()
    held = [row.role for row in shown.roles.all()]
    context = {
        "shown": shown,
        "account": account_of(shown),
        "must_change": shown.has_usable_password() and must_change(shown, now=now),
        "max_age": profile().max_age,
        "sessions": sessions_of(shown, now=now),
        "locks": LoginAttempt.objects.locked(now).filter(username=shown.username.lower()),
        "asked": [one for one in requests_for(by) if one.row.officer_id == shown.pk],
        "may": {str(kind): may_change(shown, kind, by) for kind in (*Kind.values, "unlock", "end_sessions")},
        "is_own": by.pk == shown.pk,
        "takes_two": is_administrator(shown),
        "may_edit": may_keep(shown.organisation, by) and not is_administrator(shown),
        "roles_form": form if isinstance(form, RolesForm) else RolesForm(initial={"roles": held}),
        "refused": form if form is not None and not isinstance(form, RolesForm) else None,
        "refused_kind": kind,
        "password": password,
    }
    return render(request, "access/account.html", context, status=422 if form is not None and form.errors else 200)


@never_cache
@needs(*READERS)
@require_POST
def change(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Roles, password, second factor, off and on. A temporary password is shown in the answer, this once."""
    if kind not in Kind.values:
        raise NotFound
    shown = _found(request, pk)
    form = RolesForm(request.POST) if kind == Kind.ROLES else ChangeForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form=form, kind=kind)
    roles = form.cleaned_data.get("roles", ())
    try:
        outcome = services.change_account(
            shown, kind, roles=roles, reason=form.cleaned_data["reason"], by=officer_of(request), now=timezone.now()
        )
    except DomainError as refused:
        if refused.field not in form.fields:
            raise
        form.add_error(refused.field, refused.detail)
        return _page(request, shown, form=form, kind=kind)
    return _told(request, shown, Kind(kind), outcome)


def _told(request: HttpRequest, shown: Officer, kind: Kind, outcome: services.Outcome) -> HttpResponse:
    if outcome.password:
        return _page(request, _found(request, shown.pk), password=outcome.password)
    messages.success(request, ASKED if outcome.request else DONE[kind])
    return redirect("access:account", shown.pk)


@needs(*READERS)
@require_POST
def unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The owner may try again."""
    services.unlock(_found(request, pk), by=officer_of(request), now=timezone.now())
    messages.success(request, "登录锁定已解除。")
    return redirect("access:account", pk)


@needs(*READERS)
@require_POST
def end_sessions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Signed out everywhere."""
    ended = services.end_sessions(_found(request, pk), by=officer_of(request), now=timezone.now())
    messages.success(request, f"已结束{ended}个登录会话。")
    return redirect("access:account", pk)


@never_cache
@needs(*READERS)
@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree to what another administrator asked."""
    row = one_or_none(AccountRequest.objects.filter(pk=pk).select_related("officer"))
    outcome = services.confirm_request(pk, by=officer_of(request), now=timezone.now())
    assert row is not None  # confirm_request refuses what is not there
    return _told(request, row.officer, Kind(row.kind), outcome)


@needs(*READERS)
@require_POST
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not agree."""
    services.refuse_request(pk, by=officer_of(request), now=timezone.now())
    messages.success(request, "已登记为不同意，账号没有变更。")
    return redirect("access:accounts")


@needs(*READERS)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what one asked."""
    services.withdraw_request(pk, by=officer_of(request), now=timezone.now())
    messages.success(request, "申请已撤回。")
    return redirect("access:accounts")
