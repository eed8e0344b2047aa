"""A refusal that reaches the top of a page: its sentence, on a page of its own or, for htmx, in place."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from projects.errors import DomainError

HEADINGS: dict[int, str] = {403: "没有权限", 404: "没有找到", 409: "状态已变", 412: "内容已被他人更新", 422: "没有办成"}
ICONS: dict[int, str] = {403: "lock", 404: "map-search", 409: "arrows-exchange", 412: "refresh-alert"}


class RefusalMiddleware:
    """Turns a ``DomainError`` out of a view into its HTTP answer. The API does so by itself (config/api.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal, rendered; anything else goes on to be an error."""
        if not isinstance(exception, DomainError):
            return None
        if request.headers.get("HX-Request"):
            return _in_place(request, exception)
        context = {
            "detail": exception.detail,
            "missing": exception.missing,
            "heading": HEADINGS.get(exception.status, "没有办成"),
            "icon": ICONS.get(exception.status, "hand-stop"),
            "back": _back(request),
        }
        return render(request, "refusal.html", context, status=exception.status)


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
