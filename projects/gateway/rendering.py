"""JSON in and out by orjson: money as decimal strings, instants in UTC with Z."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import force_str
from django.utils.functional import Promise
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from projects.gateway.refusals import Refusal
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.privacy.pages import masked_values

FORM_OVERHEAD = 64 * 1024


EXACT = frozenset(
    {"id", "url", "uscc", "code", "region_code", "number", "sha256", "external_ref", "next", "previous", "rows_url",
     "key", "project_code", "cursor", "company_uscc"}
)  # fmt: skip
"""Names whose values are codes and addresses: not a word of anybody's, and useless when one digit is hidden."""
_WRITES = (Permission.PROJECT_WRITE, Permission.CLAIM_WRITE, Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE)


def may_write(user: Any) -> bool:
    """Does the caller write texts? Then it gets them as they are, or it would send stars back."""
    return isinstance(user, Officer) and any(user.may(one) for one in _WRITES)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Promise | str):
        return force_str(value)
    raise TypeError(f"not JSON: {type(value)}")


def dumps(value: Any) -> bytes:
    """UTF-8 JSON."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z)


def too_large() -> Refusal:
    """More than this server takes."""
    return Refusal(413, "too_large", "内容过大，请压缩或拆分后再提交。")


def check_size(value: Any) -> None:
    """400 for a value of too many levels or members: nobody behind this walks deeper, whatever was sent."""
    deepest, most = settings.LIMITS["LIMIT_JSON_DEPTH"], settings.LIMITS["LIMIT_JSON_VALUES"]
    level, depth, seen = [value], 0, 0
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth, seen = depth + 1, seen + sum(len(one) for one in level)
        if depth > deepest:
            raise Refusal(400, "too_deep", f"JSON 嵌套超过 {deepest} 层，请按接口文档提交。")
        if seen > most:
            raise Refusal(400, "too_many_values", f"JSON 中的值超过 {most} 个，请分批提交。")
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]


class JSONRenderer(BaseRenderer):
    """Answers."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """The bytes; nothing for an answer without content. Numbers in texts are clear for who may write the texts.

        Who that is was found out before, or not at all: to ask for ``request.user`` here would authenticate again, and
        a refused key would then be refused by a page.
        """
        request = (renderer_context or {}).get("request")
        caller = request._request.user if request is not None else None
        shown = data if may_write(caller) else masked_values(data, spared=EXACT)
        return b"" if data is None else dumps(shown)


class JSONParser(BaseParser):
    """Bodies, as large as ``intake`` lets them in."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The value; 400 when the bytes are no JSON."""
        body = stream.body if isinstance(stream, HttpRequest) else stream.read()
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"请求内容不是合法的 JSON：第 {error.lineno} 行第 {error.colno} 列。") from error
        check_size(value)
        return value


class FormParser(MultiPartParser):
    """Uploads, refused by their announced length before a byte is read."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles:
        """Fields and files."""
        announced = str((parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0")
        if announced.isdigit() and int(announced) > settings.EVIDENCE_MAX_BYTES + FORM_OVERHEAD:
            raise too_large()
        return super().parse(stream, media_type, parser_context)


class AlwaysJSON(BaseContentNegotiation):
    """There is one form of answer, so ``Accept`` cannot choose another; a download answers with its own type."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The parser for the content type, if there is one."""
        content_type = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The one renderer."""
        return renderers[0], renderers[0].media_type
