"""Asked of every request: is the session good, was the code given, is a new password due, is the address right."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from projects.access.acts import Act
from projects.access.pending import MUST_CHANGE, VERIFIED, WORD, note_password
from projects.access.queries import is_code_required
from projects.access.services import is_held, may_note
from projects.addresses import address_of, is_allowed_from
from projects.audit.models import Result
from projects.audit.services import Unrecorded, record_alone
from projects.people.models import Officer

Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("luodi.access")

WALLED = "来源地址不在后台允许的地址段内（404）"
ENDED = "登录已结束：长时间未操作、在别处登录，或由管理员结束。请重新登录。"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
API = "/api/"


class HardeningMiddleware:
    """First of all: no TRACE, and every answer names what a page may not ask of the browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request) if request.method in METHODS else not_allowed(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405 for a method that nothing here speaks; a program gets its sentence."""
    bare = HttpResponseNotAllowed(METHODS)
    if not request.path.startswith(API):
        return bare
    detail = "此地址不支持这个方法，请查阅接口文档。"
    answer = problem(405, "method_not_allowed", "不支持的方法", detail, reason="method_not_allowed")
    answer["Allow"] = bare["Allow"]
    return answer


def problem(status: int, code: str, title: str, detail: str, *, reason: str) -> HttpResponse:
    """A refusal in the shape of the API (RFC 9457), for requests that never reach it."""
    body = {"type": f"urn:luodi:problem:{code}", "title": title, "status": status, "detail": detail, "code": code,
            "reason": reason, "errors": []}  # fmt: skip
    return JsonResponse(body, status=status, content_type="application/problem+json")


class AccessMiddleware:
    """After Django's authentication. Whoever is not wholly signed in is nobody to everything that follows."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Officer):
            settle(request, request.user, now=timezone.now())
        is_officer = request.user.is_authenticated
        response = to_new_password(request) if is_officer and owes_password(request) else self.get_response(request)
        if (is_officer or request.user.is_authenticated) and not request.path.startswith(API):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class WallMiddleware:
    """After the audit's own: pages of administration are not there for other addresses, and who asked is recorded."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_walled(request):
            note_walled(request, now=timezone.now())
            raise Http404
        return self.get_response(request)


def note_walled(request: HttpRequest, *, now: datetime) -> None:
    """One entry, within the bounds of an address. What cannot be recorded stays refused."""
    by = request.user if isinstance(request.user, Officer) else None
    name = f"{request.method} {request.path}"
    try:
        if may_note(address_of(request.META), now=now):
            record_alone(Act.WALLED.value, Act.WALLED.label, by=by, now=now, result=Result.REFUSED, detail=WALLED,
                         name=name)  # fmt: skip
    except (DatabaseError, Unrecorded):
        log.exception("a request from outside the address list could not be recorded: %s", request.path)


def is_walled(request: HttpRequest) -> bool:
    """Is it a page of administration, asked for from an address that is not on the list?"""
    is_inside = any(request.path.startswith(f"/{path}") for path in settings.BACKOFFICE_PATHS)
    return is_inside and not is_allowed_from(address_of(request.META), settings.BACKOFFICE_NETWORKS)


def settle(request: HttpRequest, officer: Officer, *, now: datetime) -> None:
    """Make the visitor nobody when the session has ended or lacks its code."""
    agent = request.headers.get("User-Agent", "")
    key = request.session.session_key or ""
    if not is_held(officer, key, address=address_of(request.META), agent=agent, now=now):
        logout(request)
        request.session[WORD] = ENDED
    elif is_code_required(officer) and not request.session.get(VERIFIED):
        note_password(request, officer, next=page_of(request), now=now)
        request.user = AnonymousUser()


def page_of(request: HttpRequest) -> str:
    """Where a page was asked for, to go on there later. ``//host/`` would lead out of the house: nowhere instead."""
    wanted = request.get_full_path()
    return wanted if request.method == "GET" and not wanted.startswith("//") else ""


def owes_password(request: HttpRequest) -> bool:
    """Is a new password due before anything else?"""
    allowed = (reverse("access:password"), reverse("access:logout"))
    return bool(request.session.get(MUST_CHANGE)) and request.path not in allowed


def to_new_password(request: HttpRequest) -> HttpResponse:
    """To the page where it is chosen; a program is told in a sentence."""
    target = reverse("access:password")
    if request.path.startswith(API):
        return problem(403, "not_allowed", "没有权限", "请先在网页上修改密码，再使用接口。", reason="password_due")
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(target)
    return HttpResponseRedirect(target)
