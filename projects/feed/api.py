"""The door of the feed 变更流: what changed since the caller last looked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.feed import queries
from projects.gateway.bodies import read_query
from projects.gateway.doors import DetailQuery, Door, requester, trim
from projects.gateway.openapi import described
from projects.gateway.refusals import Refusal
from projects.people.roles import Permission

NOW = "now"
USUAL, MOST = 200, 1000
LONGEST_CURSOR = 18
MALFORMED = "游标无效：请原样使用上一次应答中的 cursor；第一次读取不带 after，或用 after=now。"


class ChangeQuery(DetailQuery):
    """From where, how much, of what."""

    after = serializers.CharField(
        required=False,
        default="",
        max_length=200,
        help_text="上一次应答中的 cursor；空为从现存最早的开始；now 只取当前游标",
    )
    page_size = serializers.IntegerField(
        required=False, default=USUAL, min_value=1, max_value=MOST, help_text="最多查看多少条变更，默认 200，最多 1000"
    )
    types = serializers.CharField(
        required=False,
        default="",
        max_length=1000,
        help_text="只要这些类型，逗号分隔，可用通配，如 project.*,claim.submitted",
    )
    project = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="只看一个项目的变更")


class ObjectShown(serializers.Serializer):
    """Which object."""

    kind = serializers.CharField(help_text="类别：project、transition、claim、action_item、meeting")
    id = serializers.UUIDField(help_text="标识")
    project = serializers.UUIDField(allow_null=True, help_text="所属项目，没有时为空")


class ChangeShown(serializers.Serializer):
    """One change as answered."""

    id = serializers.IntegerField(help_text="位置，递增")
    type = serializers.CharField(help_text="类型，如 project.changed、claim.submitted；可能增加")
    object = ObjectShown(help_text="对象")
    occurred_at = serializers.DateTimeField(help_text="发生时间")
    data = serializers.DictField(  # type: ignore[assignment]
        allow_null=True, help_text="对象读取时的内容，与其详情接口相同；project.left 为空"
    )


class FeedShown(serializers.Serializer):
    """A stretch of the feed."""

    results = ChangeShown(many=True, help_text="变更，按发生的先后")
    next = serializers.URLField(allow_null=True, help_text="后面现在还有时，接着读的完整地址；没有时为空")
    previous = serializers.URLField(allow_null=True, help_text="总是为空：只能往后读")
    cursor = serializers.CharField(help_text="游标：处理完 results 后保存，下次作为 after")
    more = serializers.BooleanField(help_text="后面现在还有，请立即再读")


class ChangeDoor(Door):
    """The feed."""

    tag = "变更流"
    shown = FeedShown
    required_scopes = {"list": Permission.PROJECT_READ}

    @described("变更流", {200: FeedShown}, query=(ChangeQuery,))
    def list(self, request: Request) -> Response:
        """What follows the cursor."""
        query, by = read_query(ChangeQuery, request), requester(request)
        types, names = types_of(query["types"]), self.trimming(query, ChangeShown)
        if query["after"] == NOW:
            return Response(answered(queries.Batch((), queries.last(), more=False), request, names))
        batch = queries.after(
            by,
            position_of(query["after"]),
            limit=query["page_size"],
            types=types,
            now=timezone.now(),
            project=query["project"],
            address=self.address,
        )
        return Response(answered(batch, request, names))


def answered(batch: queries.Batch, request: Request, names: Iterable[str] | None) -> dict[str, Any]:
    """A stretch as answered, each change with only ``names``."""
    asked = request.query_params.copy()
    asked["after"] = str(batch.cursor)
    onwards = request.build_absolute_uri(f"{request.path}?{asked.urlencode()}") if batch.more else None
    rows = [trim(one.as_row(), names) for one in batch.changes]
    return {"results": rows, "next": onwards, "previous": None, "cursor": str(batch.cursor), "more": batch.more}


def position_of(cursor: str) -> int:
    """The position that a cursor means; 400 for what is none."""
    if not cursor:
        return queries.oldest()
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= LONGEST_CURSOR):
        errors: Any = [{"field": "after", "code": "invalid_cursor", "detail": MALFORMED}]
        raise Refusal(400, "invalid_cursor", MALFORMED, errors=errors)
    return int(cursor)


def types_of(text: str) -> frozenset[str]:
    """The patterns asked for."""
    return frozenset(one.strip() for one in text.split(",") if one.strip())
