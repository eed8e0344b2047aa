"""Answers to what breaks outside every view: a request that cannot be read (400, 413), and our own faults (500).

Under ``/api/`` they are problem+json like every other refusal; elsewhere a page in Chinese.
"""

from __future__ import annotations

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as page_of_fault

from config.api import CONTENT_TYPE, body_of
from projects.gateway.intake import TooSlow
from projects.gateway.refusals import Refusal
from projects.gateway.rendering import dumps

API = "/api/"
TOO_MUCH = "内容过大或一次文件过多，请分批提交。"
UNREADABLE = "请求内容无法读取，请返回上一页刷新后重新提交。"
WRONG_HOST = "访问地址不正确，请使用本系统公布的网址；仍不能打开的，请联系系统管理员核对 ALLOWED_HOSTS。"
FAULT = "系统出错，这次操作没有完成，错误已记入日志。请稍后重试；若再次出现，请联系系统管理员。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler400``: too large, too many fields or files, an unknown host, a broken upload."""
    refusal = _refusal_of(exception)
    if request.path.startswith(API):
        return _problem(refusal)
    heading = "内容过大" if refusal.status == 413 else "请求不正确"
    page = render_to_string("400.html", {"heading": heading, "detail": refusal.detail})
    return HttpResponse(page, status=refusal.status)


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``."""
    if request.path.startswith(API):
        return _problem(Refusal(500, "internal", FAULT))
    return page_of_fault(request)


def _refusal_of(exception: Exception) -> Refusal:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return Refusal(413, "too_large", TOO_MUCH)
    if isinstance(exception, TooSlow):
        return Refusal(408, "too_slow", str(exception))
    return Refusal(400, "malformed", WRONG_HOST if isinstance(exception, DisallowedHost) else UNREADABLE)


def _problem(refusal: Refusal) -> HttpResponse:
    return HttpResponse(dumps(body_of(refusal)), status=refusal.status, content_type=CONTENT_TYPE)
