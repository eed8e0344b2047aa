"""A refusal that reaches the top of a page: its sentence, on a page of its own or, for htmx, in place."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from projects.errors import DomainError, Invalid
from projects.gateway.slowness import refusal_of as stopped

HEADINGS: dict[int, str] = {403: "没有权限", 404: "没有找到", 409: "状态已变", 412: "内容已被他人更新", 422: "没有办成"}
ICONS: dict[int, str] = {403: "lock", 404: "map-search", 409: "arrows-exchange", 412: "refresh-alert"}
WRONG_METHOD = "这个地址不能这样打开或提交，请从页面上的链接和按钮进入。"
ZERO = "提交的内容含有不可见的空字符，请删去后重新填写。"


class RefusalMiddleware:
    """Turns a ``DomainError`` out of a view into its HTTP answer. The API does so by itself (config/api.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_bare = isinstance(response, HttpResponseNotAllowed) and not response.content
        return _wrong_method(request, response) if is_bare else response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """No text of a form holds the character zero: refused before any field says something odd about it."""
        if request.path.startswith("/api/") or request.method != "POST":
            return None
        typed = (text for _, values in request.POST.lists() for text in values)
        return _refused(request, Invalid(ZERO)) if any("\x00" in text for text in typed) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal, rendered, also where the database broke off what was asked; anything else is an error."""
        refusal = stopped(exception) if isinstance(exception, OperationalError) else exception
        return _refused(request, refusal) if isinstance(refusal, DomainError) else None


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    request.refusal = refusal  # type: ignore[attr-defined]  # the audit log gives the same reason
    if request.headers.get("HX-Request"):
        return _in_place(request, refusal)
    context = {
        "detail": refusal.detail,
        "missing": refusal.missing,
        "heading": HEADINGS.get(refusal.status, "没有办成"),
        "icon": ICONS.get(refusal.status, "hand-stop"),
        "back": _back(request),
    }
    return render(request, "refusal.html", context, status=refusal.status)


def _wrong_method(request: HttpRequest, bare: HttpResponse) -> HttpResponse:
    """The page of a 405, with the methods that are allowed."""
    context = {"detail": WRONG_METHOD, "heading": "不能这样打开", "back": _back(request)}
    answer = render(request, "refusal.html", context, status=bare.status_code)
    answer["Allow"] = bare["Allow"]
    return answer


def _in_place(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    context = {"detail": refusal.detail, "missing": refusal.missing}
    answer = render(request, "partials/_refusal.html", context, status=refusal.status)
    answer["HX-Retarget"] = "#messages"
    answer["HX-Reswap"] = "innerHTML"
    return answer


def _back(request: HttpRequest) -> str:
    """The page the visitor came from, if it is one of ours and not this one."""
    address = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours and address != request.build_absolute_uri() else ""
