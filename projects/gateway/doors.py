"""What all API doors share: addresses, pages, trimming, entity tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any, BinaryIO, ClassVar, Protocol, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import ViewSet

from projects.errors import Invalid
from projects.gateway.bodies import read_query
from projects.gateway.deprecation import ending_of
from projects.gateway.intake import is_chunked
from projects.gateway.limits.rules import SAFE
from projects.gateway.pagination import Cursor, Order, answer
from projects.gateway.permissions import Scopes
from projects.gateway.preconditions import check_version_named, etag
from projects.gateway.slowness import begin_again, bounded
from projects.statements import Statement

Row = dict[str, Any]
Rows = list[Row]  # a name of its own: inside a door, ``list`` is the action
Present = Callable[[Rows], Rows]


class Placed(Protocol):
    """Who knows the absolute addresses of the API: a door, or whoever answers rows without a request."""

    def address(self, name: str, *args: Any) -> str:
        """Of the route ``name``."""


class Place:
    """``Placed`` by a function."""

    def __init__(self, address: Callable[..., str]) -> None:
        self._address = address

    def address(self, name: str, *args: Any) -> str:
        """Of the route ``name``."""
        return self._address(name, *args)


class DetailQuery(serializers.Serializer):
    """Query of any detail."""

    fields = serializers.CharField(  # type: ignore[assignment]
        required=False, max_length=1000, help_text="只返回这些字段，逗号分隔"
    )


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": Cursor.largest_size, "default": Cursor.default_size})
class PageSize(serializers.IntegerField):
    """How many rows a page has; more than the most is refused by the cursor itself, with 400."""


class PageQuery(DetailQuery):
    """Query of any list."""

    cursor = serializers.CharField(required=False, max_length=2000, help_text="上一页给出的游标")
    page_size = PageSize(
        required=False,
        default=Cursor.default_size,
        min_value=1,
        help_text=f"每页条数，默认 {Cursor.default_size}，最多 {Cursor.largest_size}；更大的数答 400",
    )


class Door(ViewSet):
    """Base of the API's doors: parse, call one service or query, present."""

    lookup_value_converter = "uuid"
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    required_scopes: ClassVar[Scopes] = {}
    tag: ClassVar[str] = ""
    shown: ClassVar[type[serializers.Serializer]]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """A body that comes in pieces has no length, which the framework would take for no body."""
        made = super().initialize_request(request, *args, **kwargs)
        if is_chunked(request):
            made._stream = cast(BinaryIO, request)
        return made

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A reading call keeps the database no longer than a few seconds."""
        with bounded() if request.method in SAFE else nullcontext():
            return super().dispatch(request, *args, **kwargs)

    def check_permissions(self, request: Request) -> None:
        """Counted first: what one may not do costs as well. Then who must name a version does."""
        for throttle in self.get_throttles():
            throttle.allow_request(request, self)
        begin_again()
        super().check_permissions(request)
        handler = getattr(self, self.action or "", None)
        if getattr(handler, "needs_version", False) and getattr(handler, "version_required", True):
            check_version_named(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer, with its end where the route or a field of it is going to be switched off."""
        final = super().finalize_response(request, response, *args, **kwargs)
        handler = getattr(self, getattr(self, "action", None) or "", None)
        ending = ending_of(handler, getattr(self, "shown", None), getattr(final, "data", None))
        for name, value in (ending.headers() if ending else {}).items():
            final[name] = value
        return final

    def address(self, name: str, *args: Any) -> str:
        """The absolute address of ``name`` in the API."""
        return reverse(f"api:{name}", args=args, request=self.request)

    def page(
        self,
        query: Row,
        rows: QuerySet[Any, Any] | Statement,
        order: Order,
        present: Present,
        *,
        name: str = "",
        shown: type[serializers.Serializer] | None = None,
    ) -> Response:
        """A list: one page of ``rows``, presented and trimmed. ``shown``: where a row is shown shorter than alone.

        ``name``: of the order, or the whole name of the list where ``rows`` are a statement.
        """
        names = self.trimming(query, shown)
        if isinstance(rows, Statement):
            assert name, "the list of a statement has a whole name"
            own = name  # a cursor of one list is none of another
        else:
            own = f"{rows.model._meta.label_lower}:{name or order.field}"
        page = Cursor(order, name=own).page(rows, cursor=query.get("cursor"), size=query["page_size"])
        return Response(answer(self.request, page, [trim(item, names) for item in present(page.rows)]))

    def represent(
        self,
        data: Row,
        *,
        status: int = 200,
        place: bool = False,
        shown: type[serializers.Serializer] | None = None,
    ) -> Response:
        """One object with its entity tag; ``place`` adds its address for something new. ``shown``: as in ``page``."""
        query = read_query(DetailQuery, self.request) if self.request.method in ("GET", "HEAD") else {}
        headers = {"ETag": etag(data["version"])}
        if place:
            headers["Location"] = data["url"]
        return Response(trim(data, self.trimming(query, shown)), status=status, headers=headers)

    def trimming(self, query: Row, shown: type[serializers.Serializer] | None = None) -> frozenset[str] | None:
        """The names asked for by ``fields``; nothing when all are wanted."""
        if "fields" not in query:
            return None
        wanted = frozenset(name.strip() for name in query["fields"].split(",") if name.strip())
        unknown = sorted(wanted - set((shown or self.shown)().fields))
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
