"""Before anything else looks at a call: its address, headers and body are sane, and its caller need not wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from projects.gateway.figures import LONGEST_ADDRESS, LONGEST_HEADER, LONGEST_HEADERS, MOST_PARAMETERS, MOST_VALUES
from projects.gateway.intake import LENGTH_WANTED, guard, is_chunked, is_form
from projects.gateway.limits.admission import enter, release
from projects.gateway.limits.rules import Standing
from projects.gateway.refusals import Refusal
from projects.gateway.rendering import dumps, too_large

API = "/api/"
OWN_REFUSAL = "luodi.refused"
"""In the environment of a call that got no further than this middleware."""
CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "请求格式不正确", 411: "缺少长度", 413: "内容过大", 414: "地址过长", 429: "请求过于频繁",
    431: "请求头过大",
}  # fmt: skip
Answer = Callable[[HttpRequest], HttpResponse]


class LimitMiddleware:
    """Refuses what nobody may send, bounds the body in size and time, and says in every answer what is left."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self._page(request)
        try:
            if refusal := enter(request):
                request.META[OWN_REFUSAL] = True
                return _with(_problem(refusal), getattr(request, "luodi_standing", None))
            return self._answer(request)
        finally:
            release(request)

    def _page(self, request: HttpRequest) -> HttpResponse:
        guard(request, is_api=False)
        return self.get_response(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            check_shape(request)
            guard(request, is_api=True)
        except Refusal as refusal:
            return _problem(refusal)
        except RequestDataTooBig:
            return _problem(too_large())
        return _with(self.get_response(request), getattr(request, "luodi_standing", None))


def check_shape(request: HttpRequest) -> None:
    """``Refusal`` for an address, headers or a query nobody needs."""
    query = str(request.META.get("QUERY_STRING", ""))
    if len(request.path) + len(query) > LONGEST_ADDRESS:
        raise Refusal(414, "address_too_long", f"请求地址超过 {LONGEST_ADDRESS} 个字符，请减少查询参数。")
    sizes = [len(str(value)) for name, value in request.META.items() if name.startswith("HTTP_")]
    if sum(sizes) > LONGEST_HEADERS or max(sizes, default=0) > LONGEST_HEADER:
        raise Refusal(431, "headers_too_large", "请求头过大：单个不超过 8 KB，合计不超过 32 KB。")
    parts = query.split("&") if query else []
    if len(parts) > MOST_PARAMETERS:
        raise Refusal(400, "too_many_parameters", f"查询参数超过 {MOST_PARAMETERS} 个，请分几次查询。")
    if any(part.count(",") + part.upper().count("%2C") >= MOST_VALUES for part in parts):
        raise Refusal(400, "too_many_values", f"一个查询参数中的值超过 {MOST_VALUES} 个，请分几次查询。")
    if is_chunked(request) and is_form(request):
        raise Refusal(411, "length_required", LENGTH_WANTED)


def _with(response: HttpResponse, standing: Standing | None) -> HttpResponse:
    for name, value in (standing.headers() if standing else {}).items():
        response.headers[name] = value
    if response.status_code == 429:
        response.headers.setdefault("Retry-After", "1")
        quiet: Any = response
        quiet._has_been_logged = True  # Django writes a line for each: a thousand a second, when somebody hammers
    return response


def _problem(refusal: Refusal) -> HttpResponse:
    """In the shape of the API, for calls that never reach it. What was not read of the body is not waited for."""
    return HttpResponse(body_of(refusal), status=refusal.status, content_type=CONTENT_TYPE)


def body_of(refusal: Refusal) -> bytes:
    """The problem, in JSON."""
    body = {"type": f"urn:luodi:problem:{refusal.code}", "title": TITLES[refusal.status], "status": refusal.status,
            "detail": refusal.detail, "code": refusal.code, "reason": refusal.code, "errors": []}  # fmt: skip
    return dumps(body)
