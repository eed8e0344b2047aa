"""Saved questions and frozen figures over the API. A question is given by the key of a number (``rows_url``)."""

from __future__ import annotations

from copy import copy
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester, trim
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order, Page, answer, bad_cursor, check_page_size
from projects.gateway.preconditions import unchanged
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.statistics import services
from workflow.statistics.api.rows import SALT, reading, shown_differences
from workflow.statistics.api.shown import DifferencesShown, exact
from workflow.statistics.figures import Kind
from workflow.statistics.keys import decode, encode
from workflow.statistics.models import FrozenFigure, SavedQuestion
from workflow.statistics.queries.published import rows_of_frozen, since_frozen, visible_frozen
from workflow.statistics.terms import Measure

NEWEST = Order("frozen_at", descending=True)
LATEST = Order("updated_at", descending=True)
SCOPE = Permission.STATISTICS_READ


class SavedBody(Body):
    """A question to keep."""

    name = serializers.CharField(max_length=60, help_text="名称")
    key = serializers.CharField(max_length=4000, help_text="数的标识，取自 rows_url")
    is_shared = serializers.BooleanField(required=False, default=False, help_text="本单位及下属共用")
    is_moving = serializers.BooleanField(required=False, default=True, help_text="每次打开算到当天")


class SavedChange(Body):
    """What of it changes."""

    name = serializers.CharField(max_length=60, required=False, help_text="名称")
    key = serializers.CharField(max_length=4000, required=False, help_text="数的标识，取自 rows_url")
    is_shared = serializers.BooleanField(required=False, help_text="本单位及下属共用")
    is_moving = serializers.BooleanField(required=False, help_text="每次打开算到当天")


class SavedShown(serializers.Serializer):
    """A question that is kept."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="保存时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    name = serializers.CharField(help_text="名称")
    owner = serializers.UUIDField(help_text="保存人标识")
    organisation = serializers.CharField(allow_null=True, help_text="共用单位代码")
    is_shared = serializers.BooleanField(help_text="本单位及下属共用")
    is_moving = serializers.BooleanField(help_text="每次打开算到当天")
    rows_url = serializers.URLField(help_text="现在打开的明细地址")


class FrozenBody(Body):
    """A number to freeze."""

    title = serializers.CharField(max_length=120, help_text="名称")
    key = serializers.CharField(max_length=4000, help_text="数的标识，取自 rows_url")


class FrozenCellShown(serializers.Serializer):
    """One part of it."""

    key = serializers.CharField(allow_null=True, help_text="分组的值")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="个数")
    amount_wan = serializers.CharField(allow_null=True, help_text="金额（万元）")


class FrozenShown(serializers.Serializer):
    """A number as it was published."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本，恒为1")
    created_at = serializers.DateTimeField(help_text="定稿时间")
    updated_at = serializers.DateTimeField(help_text="定稿时间")
    title = serializers.CharField(help_text="名称")
    as_of = serializers.DateField(help_text="截至日期")
    known_at = serializers.DateTimeField(help_text="按何时所知")
    measure = serializers.ChoiceField(Measure.choices, help_text="金额口径")
    organisation = serializers.CharField(allow_null=True, help_text="统计范围（单位代码）")
    count = serializers.IntegerField(help_text="个数")
    amount_wan = serializers.DecimalField(
        max_digits=20, decimal_places=4, help_text="金额（万元）；实际利用外资为万美元"
    )
    cells = FrozenCellShown(many=True, help_text="分项")
    sha256 = serializers.CharField(help_text="校验值")
    is_whole = serializers.BooleanField(help_text="校验是否一致")
    frozen_by = serializers.CharField(help_text="定稿人")
    rows_url = serializers.URLField(help_text="定稿时的明细地址")
    differences_url = serializers.URLField(help_text="与现在的差异地址")


class FrozenRowShown(serializers.Serializer):
    """One record as it was counted."""

    id = serializers.UUIDField(help_text="记录标识")
    kind = serializers.ChoiceField(Kind.choices, help_text="记录种类")
    project = serializers.UUIDField(help_text="项目标识")
    number = serializers.CharField(help_text="项目编号；不在查看范围内的为空")
    name = serializers.CharField(help_text="项目名称")
    count = serializers.IntegerField(help_text="计入个数")
    amount_wan = serializers.DecimalField(
        max_digits=20, decimal_places=4, allow_null=True, help_text="计入金额（万元）"
    )


class SavedDoor(Door):
    """Saved questions: one's own, and those shared with the unit."""

    tag = "统计"
    shown = SavedShown
    required_scopes = dict.fromkeys(("list", "retrieve", "create", "partial_update", "destroy"), SCOPE)

    @described("常用统计", {200: paged(SavedShown)}, query=(PageQuery,))
    def list(self, request: Request) -> Response:
        """Lately changed first."""
        query = read_query(PageQuery, request)
        found = SavedQuestion.objects.visible_to(requester(request)).order_by().values("id", "updated_at")
        return self.page(query, found, LATEST, self.present)

    @described("一项常用统计", {200: SavedShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One of them."""
        return self.represent(self.show(pk))

    @described("保存常用统计", {201: SavedShown}, body=SavedBody)
    @once
    def create(self, request: Request) -> Response:
        """Keep the question behind a number."""
        given = read_body(SavedBody, request)
        made = services.save_question(decode(given.pop("key")), **given, by=requester(request), now=timezone.now())
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("修改常用统计", {200: SavedShown}, body=SavedChange, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """By its owner."""
        given, found = read_body(SavedChange, request, partial=True), self.found(pk)
        told = {name: given.get(name, getattr(found, name)) for name in ("name", "is_shared", "is_moving")}
        key, view = given.get("key", found.key), {} if "key" in given else found.view
        with unchanged(request, found.version, show=lambda: self.show(pk)) as seen:
            services.change_question(
                pk, decode(key), **told, view=view, by=requester(request), now=timezone.now(), expected_version=seen
            )
        return self.represent(self.show(pk))

    @described("删除常用统计", {204: None}, needs_version=True)
    def destroy(self, request: Request, pk: UUID) -> Response:
        """By its owner."""
        read_body(Body, request)
        with unchanged(request, self.found(pk).version, show=lambda: self.show(pk)) as seen:
            services.remove_question(pk, by=requester(request), now=timezone.now(), expected_version=seen)
        return Response(status=204)

    def found(self, pk: UUID) -> SavedQuestion:
        """A visible one, or 404."""
        found = one_or_none(SavedQuestion.objects.visible_to(requester(self.request)).filter(pk=pk))
        if found is None:
            raise NotFound()
        return found

    def show(self, pk: UUID) -> Row:
        """As answered, or 404."""
        return one(self.present([{"id": self.found(pk).pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: one query, however many."""
        found = SavedQuestion.objects.select_related("organisation").in_bulk([row["id"] for row in rows])
        return [self._shown(found[row["id"]]) for row in rows]

    def _shown(self, saved: SavedQuestion) -> Row:
        same = ("id", "version", "created_at", "updated_at", "name", "is_shared", "is_moving")
        key = encode(saved.question(now=timezone.now()))
        return {
            **{name: getattr(saved, name) for name in same},
            "url": self.address("statistics-saved-detail", saved.pk),
            "owner": saved.owner_id,
            "organisation": saved.organisation.code if saved.organisation else None,
            "rows_url": f"{self.address('statistics-rows')}?{urlencode({'key': key})}",
        }


class FrozenDoor(Door):
    """Frozen figures."""

    tag = "统计"
    shown = FrozenShown
    required_scopes = dict.fromkeys(("list", "retrieve", "create", "rows", "differences"), SCOPE)

    @described("定稿统计数", {200: paged(FrozenShown)}, query=(PageQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(PageQuery, request)
        found = FrozenFigure.objects.visible_to(requester(request)).order_by().values("id", "frozen_at")
        return self.page(query, found, NEWEST, self.present)

    @described("一个定稿统计数", {200: FrozenShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One of them; it never changes."""
        return self.represent(self.show(pk))

    @described("定稿一个统计数", {201: FrozenShown}, body=FrozenBody)
    @once
    def create(self, request: Request) -> Response:
        """Number, rows and seal, as the caller sees them."""
        given = read_body(FrozenBody, request)
        made = services.freeze(decode(given["key"]), title=given["title"], by=requester(request), now=timezone.now())
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("定稿时的明细", {200: paged(FrozenRowShown)}, query=(PageQuery,))
    def rows(self, request: Request, pk: UUID) -> Response:
        """In the order in which they were stored."""
        query, by = read_query(PageQuery, request), requester(request)
        names, size = self.trimming(query, FrozenRowShown), query["page_size"]
        check_page_size(size)
        found = visible_frozen(by, pk)
        start, end = _place(query.get("cursor"), pk, size)
        part = copy(found)
        part.rows = found.rows[start:end]
        same = ("id", "kind", "number", "name", "count")
        results = [
            {**{name: getattr(row, name) for name in same}, "project": row.project_id, "amount_wan": exact(row.amount)}
            for row in rows_of_frozen(by, part)
        ]
        following = _cursor(pk, end, backwards=False) if end < len(found.rows) else None
        previous = _cursor(pk, start, backwards=True) if start else None
        page = Page(results, following, previous)
        return Response(answer(request, page, [trim(row, names) for row in page.rows]))

    @described("定稿数与现在的差异", {200: DifferencesShown}, query=(DetailQuery,))
    def differences(self, request: Request, pk: UUID) -> Response:
        """Every project that counts differently now, with its causes."""
        by, names = requester(request), self.trimming(read_query(DetailQuery, request), DifferencesShown)
        found = since_frozen(by, visible_frozen(by, pk), now=timezone.now())
        body = {
            "before": reading(found.before, found.count_before, found.amount_before),
            "after": reading(found.after, found.count_after, found.amount_after),
            "differences": shown_differences(self, found.differences),
        }
        return Response(trim(body, names))

    def show(self, pk: UUID) -> Row:
        """As answered, or 404."""
        return one(self.present([{"id": visible_frozen(requester(self.request), pk).pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: one query, however many."""
        whole = FrozenFigure.objects.select_related("scope", "frozen_by")
        found = whole.in_bulk([row["id"] for row in rows])
        return [self._shown(found[row["id"]]) for row in rows]

    def _shown(self, frozen: FrozenFigure) -> Row:
        same = ("id", "title", "as_of", "known_at", "measure", "count", "sha256", "is_whole")
        return {
            **{name: getattr(frozen, name) for name in same},
            "url": self.address("statistics-frozen-detail", frozen.pk),
            "version": 1,
            "created_at": frozen.frozen_at,
            "updated_at": frozen.frozen_at,
            "organisation": frozen.scope.code if frozen.scope else None,
            "amount_wan": exact(frozen.amount),
            "cells": [dict(zip(("key", "label", "count", "amount_wan"), cell, strict=True)) for cell in frozen.cells],
            "frozen_by": frozen.frozen_by.name,
            "rows_url": self.address("statistics-frozen-rows", frozen.pk),
            "differences_url": self.address("statistics-frozen-differences", frozen.pk),
        }


def _cursor(pk: UUID, at: int, *, backwards: bool) -> str:
    return signing.dumps([str(pk), at, int(backwards)], salt=SALT)


def _place(cursor: Any, pk: UUID, size: int) -> tuple[int, int]:
    """From where to where the page reaches among the rows."""
    if not cursor:
        return 0, size
    try:
        of, at, backwards = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise bad_cursor() from error
    if of != str(pk):
        raise bad_cursor()
    return (max(at - size, 0), at) if backwards else (at, at + size)
