"""What all API doors share: addresses, pages, trimming, entity tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import ViewSet

from projects.errors import Invalid
from projects.gateway.bodies import read_query
from projects.gateway.pagination import Cursor, Order, answer
from projects.gateway.permissions import Scopes
from projects.gateway.preconditions import etag

Row = dict[str, Any]
Rows = list[Row]  # a name of its own: inside a door, ``list`` is the action
Present = Callable[[Rows], Rows]


class DetailQuery(serializers.Serializer):
    """Query of any detail."""

    fields = serializers.CharField(  # type: ignore[assignment]
        required=False, max_length=1000, help_text="只返回这些字段，逗号分隔"
    )


class PageQuery(DetailQuery):
    """Query of any list."""

    cursor = serializers.CharField(required=False, max_length=2000, help_text="上一页给出的游标")
    page_size = serializers.IntegerField(
        required=False, default=Cursor.default_size, min_value=1, help_text="每页条数，默认 50，最多 200"
    )


class Door(ViewSet):
    """Base of the API's doors: parse, call one service or query, present."""

    lookup_value_converter = "uuid"
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    required_scopes: ClassVar[Scopes] = {}
    tag: ClassVar[str] = ""
    shown: ClassVar[type[serializers.Serializer]]

    def address(self, name: str, *args: Any) -> str:
        """The absolute address of ``name`` in the API."""
        return reverse(f"api:{name}", args=args, request=self.request)

    def page(self, query: Row, rows: QuerySet[Any, Any], order: Order, present: Present, *, name: str = "") -> Response:
        """A list: one page of ``rows``, presented and trimmed."""
        names = self.trimming(query)
        page = Cursor(order, name=name).page(rows, cursor=query.get("cursor"), size=query["page_size"])
        return Response(answer(self.request, page, [trim(item, names) for item in present(page.rows)]))

    def represent(self, data: Row, *, status: int = 200, place: bool = False) -> Response:
        """One object with its entity tag; ``place`` adds its address for something new."""
        query = read_query(DetailQuery, self.request) if self.request.method in ("GET", "HEAD") else {}
        headers = {"ETag": etag(data["version"])}
        if place:
            headers["Location"] = data["url"]
        return Response(trim(data, self.trimming(query)), status=status, headers=headers)

    def trimming(self, query: Row) -> frozenset[str] | None:
        """The names asked for by ``fields``; nothing when all are wanted."""
        if "fields" not in query:
            return None
        wanted = frozenset(name.strip() for name in query["fields"].split(",") if name.strip())
        unknown = sorted(wanted - set(self.shown().fields))
        if unknown:
            raise Invalid(f"没有字段 {unknown[0]}，请核对 fields 参数。", "fields")
        return wanted


def trim(data: Row, names: Iterable[str] | None) -> Row:
    """``data`` with only ``names``, in its own order."""
    return data if names is None else {name: value for name, value in data.items() if name in names}


def one(rows: Rows) -> Row:
    """The only row."""
    (row,) = rows
    return row


def requester(request: Request) -> Any:
    """Who asks: an officer, for a door is never open to anybody else."""
    return request.user
