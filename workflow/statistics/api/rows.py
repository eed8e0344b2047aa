"""The rows behind a number, and why two readings of it differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core import signing
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.gateway.doors import Door, PageSize, trim
from projects.gateway.doors import Row as Told
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Cursor, Page, answer, bad_cursor, check_page_size
from projects.people.roles import Permission
from workflow.statistics import keys, queries
from workflow.statistics.api.asked import Asked, Query, moment_of
from workflow.statistics.api.shown import DifferencesShown, RowShown, exact, times_of
from workflow.statistics.figures import Difference, Row
from workflow.statistics.queries.rows import cursor_of
from workflow.statistics.terms import Moment

SALT = "luodi.statistics.rows"


class KeyQuery(Query):
    """A number."""

    key = serializers.CharField(max_length=4000, help_text="数的标识，取自 rows_url")


class RowsQuery(KeyQuery):
    """Its rows."""

    cursor = serializers.CharField(required=False, max_length=2000, help_text="上一页给出的游标")
    page_size = PageSize(
        required=False, default=Cursor.default_size, min_value=1, help_text="每页条数，默认 50，最多 200"
    )
    fields = serializers.CharField(  # type: ignore[assignment]
        required=False, max_length=1000, help_text="只返回这些字段，逗号分隔"
    )


class DifferencesQuery(KeyQuery):
    """Two readings of it; what is not given is the figure's own day, and for the later instant now."""

    before_known_at = serializers.DateTimeField(required=False, help_text="前一次按何时所知；不给为数本身的时刻")
    before_as_of = serializers.DateField(required=False, help_text="前一次的截至日期；不给为数本身的日期")
    after_known_at = serializers.DateTimeField(required=False, help_text="后一次按何时所知；不给为现在")
    after_as_of = serializers.DateField(required=False, help_text="后一次的截至日期；不给为数本身的日期")


class RowDoor(Door):
    """Behind the numbers."""

    tag = "统计"
    shown = RowShown
    required_scopes = {"list": Permission.STATISTICS_READ, "differences": Permission.STATISTICS_READ}

    @described("一个数的明细", {200: paged(RowShown)}, query=(RowsQuery,), may_be_absent=True)
    def list(self, request: Request) -> Response:
        """In the order of their day; the key opens to the same question for ever."""
        asked = Asked(RowsQuery, request)
        size, key = asked["page_size"], asked["key"]
        check_page_size(size)
        names = self.trimming(asked.given)
        after, backwards = _place(asked["cursor"], key) if asked["cursor"] else ("", False)
        found = queries.rows(asked.by, key, limit=size + 1, after=after, backwards=backwards)
        rows, following, previous = _part(found, key, size=size, began=not after, backwards=backwards)
        page = Page([self._row(one) for one in rows], following, previous)
        return Response(answer(request, page, [trim(row, names) for row in page.rows]))

    @described("两次读数的差异", {200: DifferencesShown}, query=(DifferencesQuery,), may_be_absent=True)
    def differences(self, request: Request) -> Response:
        """Every project that counts differently, with its causes."""
        asked = Asked(DifferencesQuery, request)
        of = keys.decode(asked["key"]).moment
        before = moment_of(
            asked["before_as_of"] or of.as_of, asked["before_known_at"] or of.known_at, now=asked.now,
            name="before_as_of",
        )  # fmt: skip
        after = moment_of(asked["after_as_of"] or of.as_of, asked["after_known_at"], now=asked.now, name="after_as_of")
        found = queries.differences(asked.by, asked["key"], before, after)
        body = {
            "before": reading(before, found.count_before, found.amount_before),
            "after": reading(after, found.count_after, found.amount_after),
            "differences": shown_differences(self, found.differences),
        }
        return Response(body)

    def _row(self, row: Row) -> Told:
        same = ("id", "kind", "number", "name", "effective_on", "recorded_at", "count")
        return {
            **{name: getattr(row, name) for name in same},
            "unit": row.unit_code or None,
            "unit_name": row.unit,
            "project": row.project_id,
            "project_url": self.address("projects-detail", row.project_id),
            "amount_wan": exact(row.amount),
        }


def shown_differences(door: Door, differences: Iterable[Difference]) -> list[Told]:
    """As answered, in their order."""
    return [_difference(one, door.address("projects-detail", one.project_id)) for one in differences]


def _difference(one: Difference, url: str) -> Told:
    return {
        **{name: getattr(one, name) for name in ("number", "name", "count")},
        "project": one.project_id,
        "project_url": url,
        "amount_wan": exact(one.amount),
        "reasons": [{name: getattr(why, name) for name in ("cause", "at", "by", "sentence")} for why in one.reasons],
    }


def _part(
    found: list[Row], key: str, *, size: int, began: bool, backwards: bool
) -> tuple[list[Row], str | None, str | None]:
    """The rows of one page, of which ``found`` has one more where there are more, and where its neighbours begin."""
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    onwards, back = (True, more) if backwards else (more, not began)
    following = _cursor(key, rows[-1], backwards=False) if rows and onwards else None
    return rows, following, _cursor(key, rows[0], backwards=True) if rows and back else None


def _cursor(key: str, row: Row, *, backwards: bool) -> str:
    return signing.dumps([key[-16:], cursor_of(row), int(backwards)], salt=SALT)


def _place(cursor: str, key: str) -> tuple[str, bool]:
    """Where the page before ended, or the page after began; 400 for a cursor of something else."""
    try:
        tail, after, backwards = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise bad_cursor() from error
    if tail != key[-16:]:
        raise bad_cursor()
    return str(after), bool(backwards)


def reading(moment: Moment, count: int, amount: Any) -> Told:
    """One of two readings."""
    return {**times_of(moment), "count": count, "amount_wan": exact(amount)}
