"""The OpenAPI description: written once by rule, so that no door can forget a header or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import is_list_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from projects.gateway.bodies import Strict
from projects.gateway.idempotency import LONGEST_KEY

Handler = TypeVar("Handler", bound=Callable[..., Any])

READ_PROBLEMS = {
    400: "请求格式不正确，或超出范围",
    401: "未登录或密钥无效",
    403: "没有权限",
    414: "地址过长",
    422: "参数不正确",
    429: "请求过于频繁，等 Retry-After 秒后重试",
}
WRITE_PROBLEMS = READ_PROBLEMS | {
    400: "请求格式不正确，或含有不认识的字段",
    408: "内容发送过慢",
    409: "与现状冲突",
    411: "缺少长度",
    413: "内容过大",
    415: "内容类型不支持",
    422: "内容不正确（invalid）或不齐（incomplete）",
}

CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?$"
"""A time of day in China. The format ``time`` of JSON Schema is another thing: it has seconds and a zone."""
KEY_SHAPE = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": r"\S"}


class ClockTime(OpenApiSerializerFieldExtension):
    """Times of day, as asked and as answered."""

    target_class = "rest_framework.serializers.TimeField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """Hours and minutes, seconds or not."""
        return {"type": "string", "pattern": CLOCK}


class FieldProblem(serializers.Serializer):
    """One wrong field."""

    field = serializers.CharField(help_text="字段名")
    code = serializers.CharField(help_text="稳定的错误代码")
    detail = serializers.CharField(help_text="说明")


class MissingThing(serializers.Serializer):
    """One thing that is missing."""

    kind = serializers.ChoiceField(["field", "evidence", "condition"], help_text="字段、材料或条件")
    name = serializers.CharField(help_text="名称")
    label = serializers.CharField(help_text="中文名称")  # type: ignore[assignment]
    how = serializers.CharField(help_text="怎样补齐")


class Problem(serializers.Serializer):
    """A refusal (RFC 9457)."""

    type = serializers.CharField(help_text="错误类型标识")
    title = serializers.CharField(help_text="类别")
    status = serializers.IntegerField(help_text="HTTP 状态码")
    detail = serializers.CharField(help_text="中文说明：怎么办")
    code = serializers.CharField(help_text="稳定的英文代码")
    reason = serializers.CharField(help_text="更细的英文代码，可能增加；没有时与 code 相同")
    errors = FieldProblem(many=True, help_text="逐字段的错误")  # type: ignore[assignment]
    missing = MissingThing(many=True, required=False, help_text="缺少的字段、材料与条件（incomplete）")
    current = serializers.DictField(required=False, help_text="对象的最新内容（stale）")


class KeyScheme(OpenApiAuthenticationExtension):
    """The key of a district system."""

    target_class = "projects.gateway.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Bearer."""
        return {"type": "http", "scheme": "bearer", "description": "接口密钥：luodi_<标识>.<密钥>"}


class Schema(AutoSchema):
    """Adds what follows from the rules of the contract."""

    def get_tags(self) -> list[str]:
        """The door's tag."""
        return [getattr(self.view, "tag", "") or "其他"]

    def get_description(self) -> str:  # type: ignore[override]
        """Docstrings are for developers of this house; readers get the Chinese summary, and when a route ends."""
        ending = getattr(self._handler(), "ending", None)
        return ending.sentence if ending else ""

    def is_deprecated(self) -> bool:
        """Is the route going to be switched off?"""
        return hasattr(self._handler(), "ending")

    def get_override_parameters(self) -> list[Any]:
        """Headers and query."""
        handler = self._handler()
        result: list[Any] = list(getattr(handler, "query", ()))
        if getattr(handler, "needs_version", False):
            result.append(_header("If-Match", "所见版本，带双引号", getattr(handler, "version_required", True)))
        if getattr(handler, "acts_once", False):
            said = "本次请求的唯一编号，重试时不变；不超过 255 个字符"
            result.append(_header("Idempotency-Key", said, required=True, shape=KEY_SHAPE))
        return result

    def _is_list_view(self, serializer: Any = None) -> bool:
        return super()._is_list_view() if serializer is None else is_list_serializer(serializer)

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)
        schema.pop("description", None)
        if direction == "request" and isinstance(serializer, Strict) and schema.get("properties"):
            schema["additionalProperties"] = False
        for name, ending in getattr(serializer, "deprecated", {}).items():
            field = schema["properties"][name]
            schema["properties"][name] = {**field, "deprecated": True, "description": ending.sentence}
        return schema

    def _handler(self) -> Any:
        return getattr(self.view, self.view.action or "", None) if hasattr(self.view, "action") else None

    def _problems(self) -> dict[int, str]:
        problems = dict(READ_PROBLEMS if self.method == "GET" else WRITE_PROBLEMS)
        if "{" in self.path or self.method == "POST" or getattr(self._handler(), "may_be_absent", False):
            problems[404] = "没有找到，或不在查看范围内"
        if getattr(self._handler(), "needs_version", False):
            problems |= {412: "内容已被他人更新，附最新内容", 428: "缺少 If-Match"}
        return problems

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status, description in sorted(self._problems().items()):
            response = OpenApiResponse(Problem, description)
            bodies[str(status)] = self._get_response_for_code(response, str(status), ["application/problem+json"])
        return bodies


def _header(name: str, description: str, required: bool, shape: Any = OpenApiTypes.STR) -> OpenApiParameter:
    return OpenApiParameter(name, shape, OpenApiParameter.HEADER, required=required, description=description)


def paged(shown: type[serializers.Serializer]) -> Any:
    """The envelope of a list."""
    return inline_serializer(
        f"{shown.__name__}Page",
        {
            "next": serializers.URLField(allow_null=True, help_text="下一页"),
            "previous": serializers.URLField(allow_null=True, help_text="上一页"),
            "results": shown(many=True),
        },
    )


def described(
    summary: str,
    answers: Mapping[Any, Any],
    *,
    body: Any = None,
    query: tuple[Any, ...] = (),
    needs_version: bool = False,
    version_required: bool = True,
    may_be_absent: bool = False,
) -> Callable[[Handler], Handler]:
    """Describe a handler: what it takes and answers. Headers and refusals follow from its other marks.

    ``may_be_absent``: its query names a thing, which may be out of sight (404).
    """

    def mark(handler: Handler) -> Handler:
        marks: Any = handler
        marks.query, marks.needs_version, marks.version_required = query, needs_version, version_required
        marks.may_be_absent = may_be_absent
        return extend_schema(summary=summary, request=body, responses=dict(answers))(handler)

    return mark
