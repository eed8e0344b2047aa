"""Signing in, the code, signing out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from projects.access import services
from projects.access.backends import PATH
from projects.access.forms import CodeForm, SignInForm
from projects.access.pending import MUST_CHANGE, VERIFIED, WORD, Pending, note_password, pending_of
from projects.access.queries import account_of, must_change, needs_code
from projects.access.totp import TOLERANCE, code_of, step_at
from projects.addresses import address_of
from projects.errors import DomainError, NotAllowed
from projects.people.models import Officer

CLEARED = '"cache", "cookies", "storage"'


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Account and password. Whoever is signed in goes on; whoever gave the password already goes on to the code."""
    target = target_of(request)
    if request.user.is_authenticated:
        return redirect(target)
    if request.method != "POST" and pending_of(request, now=timezone.now()):
        return redirect("access:second_factor")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            officer = services.enter_password(**form.cleaned_data, address=address_of(request.META), now=timezone.now())
        except DomainError as refused:
            form.add_error(None, refused.detail)
            return _login_page(request, form, target, status=429 if refused.status == 429 else 200)
        return _after_password(request, officer, target)
    return _login_page(request, form, target)


def _login_page(request: HttpRequest, form: SignInForm, target: str, status: int = 200) -> HttpResponse:
    has_target = bool(request.POST.get("next") or request.GET.get("next"))
    context = {"form": form, "next": target if has_target else "", "word": request.session.get(WORD, "")}
    return render(request, "access/login.html", context, status=status)


def target_of(request: HttpRequest) -> str:
    """Where the visitor was heading, when that is one of our pages; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def _after_password(request: HttpRequest, officer: Officer, target: str) -> HttpResponse:
    if not needs_code(officer):
        return admit(request, officer, target, how="密码")
    note_password(request, officer, next=target, now=timezone.now())
    return redirect("access:second_factor")


def admit(request: HttpRequest, officer: Officer, target: str, *, how: str, verified: bool = False) -> HttpResponse:
    """The session begins, with a new key."""
    now = timezone.now()
    request.session.flush()
    begin_session(request, officer, backend=PATH)
    request.session[VERIFIED] = verified
    request.session[MUST_CHANGE] = must_change(officer, now=now)
    agent = request.headers.get("User-Agent", "")
    key = request.session.session_key or ""
    services.sign_in(officer, key, address=address_of(request.META), agent=agent, how=how, now=now)
    return redirect("access:password") if request.session[MUST_CHANGE] else redirect(target)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code, after the password. Without one given there is nothing here."""
    pending = pending_of(request, now=timezone.now())
    if pending is None:
        return redirect("access:login")
    if not account_of(pending.officer).is_enrolled:
        return redirect("access:enrol")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_code(
                pending.officer, form.cleaned_data["code"], address=address_of(request.META), now=timezone.now()
            )
        except DomainError as refused:
            form.add_error("code", refused.detail)
            return _code_page(request, form, pending, status=429 if refused.status == 429 else 200)
        return admit(request, pending.officer, pending.next or "/", how="密码和动态码", verified=True)
    return _code_page(request, form, pending)


def _code_page(request: HttpRequest, form: CodeForm, pending: Pending, status: int = 200) -> HttpResponse:
    context = {"form": form, "officer": pending.officer, "demo_code": demo_code(pending.officer)}
    return render(request, "access/second_factor.html", context, status=status)


def demo_code(officer: Officer) -> str:
    """In a demonstration, the code the demo's public secret shows; empty for any other secret and outside of one."""
    account = account_of(officer)
    if not (settings.DEMO and account.is_enrolled and account.secret == settings.DEMO_CODE_SECRET):
        return ""
    present = step_at(timezone.now())
    step = max(present, account.last_step + 1)
    return code_of(account.secret, step) if step <= present + TOLERANCE else "请等半分钟后刷新"


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out; the browser forgets what it kept of us."""
    if isinstance(request.user, Officer):
        key = request.session.session_key or ""
        services.sign_out(request.user, key, by=request.user, now=timezone.now())
    end_session(request)
    answer = redirect(settings.LOGOUT_REDIRECT_URL)
    answer["Clear-Site-Data"] = CLEARED
    return answer


def to_login(request: HttpRequest) -> HttpResponse:
    """The back office has no door of its own; who is in and gets here anyway has no business in it."""
    if request.user.is_authenticated:
        raise NotAllowed("后台只对系统、安全、审计管理员开放。如工作需要，请联系安全管理员授予角色。")
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{request.GET.urlencode()}".rstrip("?"))
