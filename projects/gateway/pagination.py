"""Keyset pages: no COUNT, no OFFSET, stable while rows are added. The cursor is signed and opaque."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.request import Request

from projects.gateway.refusals import FieldError, Refusal
from projects.statements import Slot, Statement

SALT = "luodi.cursor"
NOT_A_CURSOR = "游标无效，请从第一页重新读取。"


Position = tuple[Any, Any] | None
"""The order's field and its tie, of the row before the page."""


@dataclass(frozen=True)
class Order:
    """Sorted by one field, ties by ``tie``; empty values come last in either direction."""

    field: str
    descending: bool = False
    nullable: bool = False
    tie: str = "id"

    def downwards(self, *, reverse: bool) -> bool:
        """Does the database walk down?"""
        return self.descending != reverse

    def by(self, *, reverse: bool) -> list[OrderBy]:
        """ORDER BY, or the same read from the end. A column that is never empty keeps its plain index."""
        down = self.downwards(reverse=reverse)
        nulls: dict[str, Any] = {"nulls_first" if reverse else "nulls_last": True} if self.nullable else {}
        value, tie = F(self.field), F(self.tie)
        return [value.desc(**nulls), tie.desc()] if down else [value.asc(**nulls), tie.asc()]

    def beyond(self, value: Any, tie: Any, *, reverse: bool) -> Q:
        """Rows after the one with ``value`` and ``tie`` in this direction."""
        compare = "lt" if self.downwards(reverse=reverse) else "gt"
        tied = Q(**{f"{self.tie}__{compare}": tie})
        empty = Q(**{f"{self.field}__isnull": True})
        if value is None:
            return (empty & tied) | ~empty if reverse else empty & tied
        further = Q(**{f"{self.field}__{compare}": value})
        # The first condition bounds the index; the second settles ties.
        after = Q(**{f"{self.field}__{compare}e": value}) & (further | tied)
        return after | empty if self.nullable and not reverse else after


@dataclass(frozen=True)
class Page:
    """The rows of one page and where its neighbours begin."""

    rows: list[dict[str, Any]]
    next: str | None
    previous: str | None


class Cursor:
    """Cuts pages out of a ``.values()`` queryset that carries the order's two fields."""

    default_size = 50
    largest_size = 200

    def __init__(self, order: Order, *, name: str = "") -> None:
        self.order = order
        self.name = name or order.field

    def page(self, rows: QuerySet[Any, Any] | Statement, *, cursor: str | None, size: int) -> Page:
        """One page. 400 when the cursor was not given out by this list in this order."""
        check_page_size(size)
        position, reverse = self.position(cursor) if cursor else (None, False)
        if isinstance(rows, Statement):
            found = self._asked(rows, position, reverse=reverse, most=size + 1).rows()
        else:
            found = list(self._cut(rows, position, reverse=reverse, most=size + 1))
        more, found = len(found) > size, found[:size]
        if reverse:
            found.reverse()
        onwards, back = (bool(cursor), more) if reverse else (more, bool(cursor))
        return Page(
            found,
            self.at(found[-1], reverse=False) if found and onwards else None,
            self.at(found[0], reverse=True) if found and back else None,
        )

    def _cut(self, rows: QuerySet[Any, Any], position: Position, *, reverse: bool, most: int) -> QuerySet[Any, Any]:
        if position is not None:
            rows = rows.filter(self.order.beyond(*position, reverse=reverse))
        return rows.order_by(*self.order.by(reverse=reverse))[:most]

    def _asked(self, rows: Statement, position: Position, *, reverse: bool, most: int) -> Statement:
        """The statement of the page: whether it begins somewhere is its shape, where it begins a value."""
        order, (value, tie) = self.order, position or (None, None)

        def cut(found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
            def slot(name: str, field: str) -> Slot:
                return Slot(name, found.model._meta.get_field(field))

            start = None if value is None else slot("begins", order.field)
            here = None if position is None else (start, slot("begins_tie", order.tie))
            return self._cut(found, here, reverse=reverse, most=most)

        shape = (order, reverse, most, position is None, value is None)
        return rows.then(cut, *shape, begins=value, begins_tie=tie)

    def at(self, row: dict[str, Any], *, reverse: bool) -> str:
        """The cursor that continues from ``row``."""
        value, tie = row[self.order.field], row[self.order.tie]
        text = None if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
        return signing.dumps([self.name, int(reverse), text, str(tie)], salt=SALT, compress=True)

    def position(self, cursor: str) -> tuple[tuple[Any, Any], bool]:
        """What ``at`` wrote."""
        try:
            name, reverse, value, tie = signing.loads(cursor, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise bad_cursor() from error
        if name != self.name:
            raise bad_cursor("游标不属于这个排序的列表，请从第一页重新读取。")
        return (value, tie), bool(reverse)


def check_page_size(size: int) -> None:
    """400 for more than a page holds."""
    if size > Cursor.largest_size:
        said = f"每页最多 {Cursor.largest_size} 条，请改小 page_size，用 next 读下一页。"
        raise Refusal(400, "page_size_too_large", said, errors=[_wrong("page_size", "too_large", said)])


def bad_cursor(said: str = NOT_A_CURSOR) -> Refusal:
    """400 for a cursor that was not given out for this list."""
    return Refusal(400, "invalid_cursor", said, errors=[_wrong("cursor", "invalid", said)])


def _wrong(field: str, code: str, detail: str) -> FieldError:
    return {"field": field, "code": code, "detail": detail}


def answer(request: Request, page: Page, results: list[dict[str, Any]]) -> dict[str, Any]:
    """The envelope, with absolute addresses of the neighbours."""
    return {
        "next": _address(request, page.next),
        "previous": _address(request, page.previous),
        "results": results,
    }


def undivided(results: list[dict[str, Any]]) -> dict[str, Any]:
    """The envelope of a list that is short by its nature and comes whole: an agenda, what one sitting decided."""
    return {"next": None, "previous": None, "results": results}


def _address(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
