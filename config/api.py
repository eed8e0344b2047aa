"""The surface of the API: one shape for every refusal (RFC 9457), and an answer for addresses nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from projects.errors import DomainError, NotAllowed, NotFound
from projects.gateway.intake import TooSlow
from projects.gateway.preconditions import etag
from projects.gateway.refusals import FieldError, Refusal, flat, in_chinese
from projects.gateway.rendering import dumps, too_large
from projects.gateway.slowness import refusal_of as stopped

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "请求格式不正确",
    401: "未登录或密钥无效",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的方法",
    409: "与现状冲突",
    412: "版本已过期",
    408: "发送过慢",
    413: "内容过大",
    415: "内容类型不支持",
    422: "内容不正确或不齐",
    428: "缺少前提条件",
    429: "请求过于频繁",
    500: "系统出错",
}
GENERAL = {403: "not_allowed", 404: "not_found", 409: "conflict", 412: "stale", 422: "invalid"}
NAMED = frozenset({"four_eyes", "invalid_uscc", "incomplete", "idempotency_in_flight"})
UNREADABLE = "请求内容无法读取，请核对格式后重试。"
NOT_KNOWN = "登录或密钥无效，请核对后重试。"
NOT_VERIFIED = "页面的安全校验未通过，请刷新页面后重试；程序请用 Authorization: Bearer 给出接口密钥。"
NOT_ALLOWED = "您没有权限做这件事，请联系管理员。"


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. Nothing for what is no refusal: that is a fault of ours and must be seen as one."""
    refusal = refusal_of(error)
    if refusal is None:
        return None
    set_rollback()
    response = Response(body_of(refusal), refusal.status, headers=headers_of(error, refusal))
    response.content_type = CONTENT_TYPE
    return response


def refusal_of(error: Exception) -> DomainError | None:
    """Everything that can be refused, as a refusal of ours."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return NotAllowed(NOT_ALLOWED)
    if isinstance(error, RequestDataTooBig):
        return too_large()
    if isinstance(error, TooSlow):
        return Refusal(408, "too_slow", str(error))
    if isinstance(error, OperationalError):
        return stopped(error)
    if isinstance(error, SuspiciousOperation | MultiPartParserError):
        return Refusal(400, "malformed", UNREADABLE)
    return _of_framework(error) if isinstance(error, exceptions.APIException) else None


def _of_framework(error: exceptions.APIException) -> DomainError:
    detail = str(error.detail)
    match error:
        case exceptions.ValidationError():
            errors = list(flat(error.detail))
            detail = "；".join(f"{item['field']}：{item['detail']}" for item in errors[:5])
            return Refusal(422, "invalid", f"请更正后重试。{detail}", errors=errors)
        case exceptions.ParseError():
            return Refusal(400, "malformed", in_chinese(detail, UNREADABLE))
        case exceptions.NotAuthenticated():
            return Refusal(401, "not_authenticated", "请在 Authorization: Bearer 中给出接口密钥，或先登录。")
        case exceptions.AuthenticationFailed():
            return Refusal(401, "not_authenticated", in_chinese(detail, NOT_KNOWN))
        case exceptions.PermissionDenied():
            return NotAllowed(in_chinese(detail, NOT_VERIFIED if "CSRF" in detail else NOT_ALLOWED))
        case exceptions.MethodNotAllowed():
            return Refusal(405, "method_not_allowed", "此地址不支持这个方法，请查阅接口文档。")
        case exceptions.UnsupportedMediaType():
            return Refusal(
                415, "unsupported_media_type", "内容类型不支持：请用 application/json，上传文件用 multipart/form-data。"
            )
        case _:
            return Refusal(error.status_code, str(error.get_codes()), in_chinese(detail, UNREADABLE))


def body_of(refusal: DomainError) -> dict[str, Any]:
    """The members of the problem; ``missing``, ``current`` and ``results`` only where they belong."""
    body: dict[str, Any] = {
        "type": f"urn:luodi:problem:{code_of(refusal)}",
        "title": TITLES.get(refusal.status, "不能完成"),
        "status": refusal.status,
        "detail": refusal.detail,
        "code": code_of(refusal),
        "reason": refusal.code,
        "errors": list(errors_of(refusal)),
    }
    if refusal.code == "incomplete":
        body["missing"] = [thing.as_dict() for thing in refusal.missing]
    if isinstance(refusal, Refusal):
        body |= {"current": refusal.current} if refusal.current is not None else {}
        body |= {"results": refusal.results} if refusal.results is not None else {}
    return body


def code_of(refusal: DomainError) -> str:
    """The code of the contract: few and fixed. What exactly was wrong stands in ``reason`` and in ``errors``."""
    if isinstance(refusal, Refusal) or refusal.code in NAMED:
        return refusal.code
    return GENERAL.get(refusal.status, refusal.code)


def errors_of(refusal: DomainError) -> Iterator[FieldError]:
    """The fields the refusal is about."""
    if isinstance(refusal, Refusal):
        yield from refusal.errors
    elif refusal.field:
        yield {"field": refusal.field, "code": refusal.code, "detail": refusal.detail}


def headers_of(error: Exception, refusal: DomainError) -> dict[str, str]:
    """The challenge, the waiting time, the tag of what is in force."""
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(refusal, Refusal) and refusal.current is not None and "version" in refusal.current:
        headers["ETag"] = etag(refusal.current["version"])
    return headers


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """404 for an address under the API that is none, whoever asks."""
    refusal = NotFound("没有这个接口地址，请核对路径（以 / 结尾）与接口文档 /api/v1/docs/。")
    return HttpResponse(dumps(body_of(refusal)), status=404, content_type=CONTENT_TYPE)
