"""The own account: password, second factor, sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.access import services
from projects.access.forms import CodeForm, PasswordForm
from projects.access.models import Factor
from projects.access.pending import MUST_CHANGE, VERIFIED, pending_of
from projects.access.queries import account_of, is_code_required, sessions_of
from projects.access.services.attempts import Door, give_back, take_try
from projects.access.totp import address_of as otp_address
from projects.access.totp import picture_of
from projects.access.views.signing import admit
from projects.addresses import address_of
from projects.errors import DomainError, Invalid
from projects.people.models import Officer
from projects.people.requests import officer_of

ISSUER = "落地Luodi"
WRONG = "当前密码不正确，请重新输入。"


@never_cache
@login_required
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password and stay signed in here; everywhere else the sessions end."""
    officer = officer_of(request)
    form = PasswordForm(request.POST or None, officer=officer)
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, officer, form.cleaned_data)
        except DomainError as refused:
            form.add_error(refused.field, refused.detail)
        else:
            messages.success(request, "密码已修改，下次请用新密码登录。")
            return redirect("desk:home")
    is_due = bool(request.session.get(MUST_CHANGE))
    status = 422 if form.errors else 200
    return render(request, "access/password.html", {"form": form, "is_due": is_due}, status=status)


def _change(request: HttpRequest, officer: Officer, typed: dict[str, str]) -> None:
    """The present password is guessed no faster here than at the door."""
    now = timezone.now()
    door = Door.of(Factor.PASSWORD, officer.username, address_of(request.META))
    take_try(door, now=now)
    if not officer.check_password(typed["old_password"]):
        raise Invalid(WRONG, "old_password", "wrong_password")
    give_back(door, now=now)
    officer = Officer.objects.get(pk=officer.pk)
    key = request.session.session_key or ""
    services.choose_password(officer, typed["new_password1"], by=officer, now=now, keep_session=key)
    update_session_auth_hash(request, officer)  # gives the session a new key
    services.carry_over(key, request.session.session_key or "")
    request.session[MUST_CHANGE] = False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Bind a telephone: after the password where it is asked for, or from the own account by choice."""
    pending = pending_of(request, now=timezone.now())
    officer = request.user if isinstance(request.user, Officer) else pending.officer if pending else None
    if officer is None:
        return redirect("access:login")
    if account_of(officer).is_enrolled:
        return redirect("access:me" if request.user.is_authenticated else "access:second_factor")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key = request.session.session_key or ""
            codes = services.enrol(officer, form.cleaned_data["code"], by=officer, now=timezone.now(), keep_session=key)
        except Invalid as refused:
            form.add_error("code", refused.detail)
        else:
            return _enrolled(request, officer, codes, pending.next if pending else "")
    return _enrol_page(request, officer, form)


def _enrol_page(request: HttpRequest, officer: Officer, form: CodeForm) -> HttpResponse:
    secret = services.begin_enrolment(officer)
    context = {
        "form": form,
        "officer": officer,
        "picture": picture_of(otp_address(secret, username=officer.username, issuer=ISSUER)),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "is_required": is_code_required(officer),
    }
    return render(request, "access/enrol.html", context)


def _enrolled(request: HttpRequest, officer: Officer, codes: list[str], target: str) -> HttpResponse:
    """The recovery codes, shown this once; whoever was half-way in is in now."""
    onward = target or "/"
    if request.user.is_authenticated:
        request.session[VERIFIED] = True
    else:
        onward = admit(request, officer, onward, how="密码，首次绑定动态码", verified=True)["Location"]
    return render(request, "access/recovery.html", {"codes": codes, "onward": onward})


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Password, second factor and sessions of mine."""
    officer = officer_of(request)
    account = account_of(officer)
    context = {
        "account": account,
        "sessions": sessions_of(officer, now=timezone.now()),
        "here": services.key_of(request.session.session_key or ""),
        "codes_left": officer.recovery_codes.filter(used_at__isnull=True).count(),
        "is_required": is_code_required(officer),
        "roles": officer.roles.all(),
        "form": CodeForm(),
    }
    return render(request, "access/own.html", context)


@login_required
@require_POST
def end_own(request: HttpRequest, key: str) -> HttpResponse:
    """Sign out another browser of mine."""
    officer = officer_of(request)
    services.end_own(officer, key, by=officer, now=timezone.now())
    messages.success(request, "已结束这个登录会话。")
    return redirect("access:me")


@never_cache
@login_required
@require_POST
def renew_recovery(request: HttpRequest) -> HttpResponse:
    """New recovery codes, for a present code."""
    officer = officer_of(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请输入手机上显示的6位动态码。")
        return redirect("access:me")
    services.enter_code(officer, form.cleaned_data["code"], address=address_of(request.META), now=timezone.now())
    codes = services.renew_recovery(officer, by=officer, now=timezone.now())
    return render(request, "access/recovery.html", {"codes": codes, "onward": reverse("access:me")})
