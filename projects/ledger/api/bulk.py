"""API door of many projects at once: upserts by the client's own references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeGuard
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid
from projects.gateway.bodies import Body, read_query
from projects.gateway.doors import Door, Row, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import FieldProblem, described
from projects.gateway.refusals import Refusal
from projects.gateway.rows import REFUSALS, RowReader, row_errors, rows_of
from projects.gateway.weights import heavy
from projects.ledger.api.projects import ProjectBody, check_external_ref, investor
from projects.ledger.fields import COMPANY_FIELDS, ORGANISATION_FIELDS
from projects.ledger.models import Enterprise
from projects.ledger.queries import registered_enterprises
from projects.ledger.services import NotAllTaken, Outcome, Wanted, upsert_projects
from projects.people.api import organisation_of
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission

MOST_ROWS = 1_000
MOST_BYTES = 16 * 1024 * 1024
"""A thousand rows of every field with the longest summary are 15 MB."""
STATUSES = {"created": "已录入", "updated": "已更新", "unchanged": "无变化", "refused": "未通过，没有写入"}


class BulkQuery(serializers.Serializer):
    """All or nothing?"""

    atomic = serializers.BooleanField(required=False, default=False, help_text="true：有一行不通过就一行也不写入")


class BulkRow(ProjectBody):
    """One row: what a project's body may hold, by its reference."""

    external_ref = serializers.CharField(max_length=64, help_text="外部编号，同一次提交中不得重复")
    version = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="所见版本；给出时，版本不同的行不通过（stale）"
    )

    class Meta(ProjectBody.Meta):
        fields = (*ProjectBody.Meta.fields, "version")


class BulkBody(Body):
    """The rows."""

    items = BulkRow(many=True, help_text="1 至 1000 行；更新时只需给出要改的字段")


class RowResult(serializers.Serializer):
    """What became of a row."""

    index = serializers.IntegerField(help_text="第几行，从 0 开始")
    external_ref = serializers.CharField(allow_null=True, help_text="外部编号")
    status = serializers.ChoiceField(list(STATUSES.items()), help_text="结果")
    id = serializers.UUIDField(allow_null=True, help_text="项目标识；没有写入的为空")
    version = serializers.IntegerField(allow_null=True, help_text="项目版本；没有写入的为空")
    errors = FieldProblem(many=True, help_text="未通过的原因")  # type: ignore[assignment]


class BulkAnswer(serializers.Serializer):
    """One result per row, in the order of the rows."""

    results = RowResult(many=True, help_text="逐行结果")


class BulkDoor(Door):
    """Many projects at once."""

    tag = "项目"
    required_scopes = {"upsert": Permission.PROJECT_WRITE}

    @described("批量录入或更新", {200: BulkAnswer}, body=BulkBody, query=(BulkQuery,))
    @heavy(MOST_BYTES)
    @once
    def upsert(self, request: Request) -> Response:
        """Create or change by reference, each row by the rules of ``PUT /projects/by-ref/…/``."""
        query = read_query(BulkQuery, request)
        by, now = requester(request), timezone.now()
        rows = rows_of(request, most=MOST_ROWS)
        wanted = Reading(by, now).wanted(rows)
        try:
            outcomes = upsert_projects(wanted, by=by, now=now, refusals=REFUSALS, atomic=query["atomic"])
        except NotAllTaken as refused:
            results = _results(rows, refused.outcomes, written=False)
            raise Refusal(422, "invalid", refused.detail, results=results) from refused
        return Response({"results": _results(rows, outcomes, written=True)})


class Reading:
    """Reads rows: the units and firms that they name are asked for once, however many rows name them."""

    def __init__(self, by: Officer, now: datetime) -> None:
        self.by, self.now = by, now
        self.reader = RowReader(BulkRow)
        self.units: dict[str, Organisation] = {}
        self.named: dict[tuple[str, str], Enterprise] = {}
        self.numbered: dict[UUID, Enterprise] = {}

    def wanted(self, rows: Sequence[Any]) -> list[Wanted]:
        """Every row, read when the service asks for it: what is wrong with one is told there, of this row."""
        meant = [_investors(row) for row in rows]
        self.named = registered_enterprises(self.by, [name for one in meant for name in one[0]])
        keys = {key for one in meant for key in one[1]}
        seen = Enterprise.objects.visible_to(self.by).filter(pk__in=keys) if keys else ()
        self.numbered = {one.pk: one for one in seen}
        return [self.one(row, *own) for row, own in zip(rows, meant, strict=True)]

    def one(self, row: Any, named: Sequence[tuple[str, str]], keys: Sequence[UUID]) -> Wanted:
        """A row as the service takes it; ``named`` and ``keys``: the investors that it means."""
        known: list[Enterprise | None] = [self.named.get((uscc, "" if uscc else name)) for uscc, name in named]
        firms = [*known, *(self.numbered.get(key) for key in keys)]
        is_object = isinstance(row, Mapping)
        ref, version = (row.get("external_ref"), row.get("version")) if is_object else (None, None)
        return Wanted(
            external_ref=ref if isinstance(ref, str) and ref.isprintable() else "",
            values=partial(self.values, row),
            firms=tuple(firm for firm in firms if firm is not None),
            version=version if isinstance(version, int) else None,
            registers=None in known or len(firms) < _items(row) or _has_company(row),
        )

    def values(self, row: Any) -> Row:
        """Checked values as ``create_project`` takes them."""
        if not isinstance(row, Mapping):
            raise Invalid("这一行应为一个 JSON 对象，请按接口文档提交。")
        _check_kinds(row.get("external_ref"), row.get("version"))
        values = self.reader.read(row)
        values.pop("version", None)
        check_external_ref(row["external_ref"])  # as it was given: the reader cuts blanks off
        for name in ORGANISATION_FIELDS:
            if values.get(name):
                values[name] = self.unit(values[name], name)
        if "investors" in values:
            values["investors"] = [self.investor(item) for item in values["investors"]]
        return values

    def unit(self, code: str, field: str) -> Organisation:
        """The unit of this code."""
        if code not in self.units:
            self.units[code] = organisation_of(code, self.by, field)
        return self.units[code]

    def investor(self, item: Any) -> Enterprise:
        """The firm meant, looked up before, else found or registered now."""
        if isinstance(item, UUID):
            known = self.numbered.get(item)
        else:
            uscc = item.get("uscc") or ""
            known = self.named.get((uscc, "" if uscc else item["name"]))
        return known or investor(item, by=self.by, now=self.now)


def _check_kinds(ref: Any, version: Any) -> None:
    """What the row is found and compared by is taken as it is given: a number in quotes, or the other way round, would
    be another reference, or no version at all.
    """
    if ref in (None, ""):
        raise Invalid("请填写“外部编号”：批量提交按外部编号录入或更新。", "external_ref", "required")
    if not isinstance(ref, str):
        raise Invalid('“外部编号”应为文字，请写成带引号的，例如 "1001"。', "external_ref")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise Invalid("“version”应为整数，不加引号和小数点。", "version")


def is_plain(text: object) -> TypeGuard[str]:
    """A text that a database takes: no NUL in it."""
    return isinstance(text, str) and text.isprintable()


def _investors(row: Any) -> tuple[list[tuple[str, str]], list[UUID]]:
    """(code, name) of the investors given by name, and the ids of the others; what is neither is refused later."""
    items = row.get("investors") if isinstance(row, Mapping) else None
    named, keys = [], []
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping):
            uscc, name = _text(item.get("uscc") or ""), _text(item.get("name"))
            if uscc is not None and name is not None:
                named.append((uscc, name))
        elif isinstance(item, str):
            keys += _key(item)
    return named, keys


def _text(value: Any) -> str | None:
    """What may be looked up before it is read: no database takes a NUL."""
    return value.strip() if isinstance(value, str) and value.isprintable() else None


def _items(row: Any) -> int:
    items = row.get("investors") if isinstance(row, Mapping) else None
    return len(items) if isinstance(items, list) else 0


def _has_company(row: Any) -> bool:
    return isinstance(row, Mapping) and any(name in row for name in COMPANY_FIELDS)


def _key(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _results(rows: Sequence[Any], outcomes: Sequence[Outcome], *, written: bool) -> list[Row]:
    return [
        _result(index, row, outcome, written=written)
        for index, (row, outcome) in enumerate(zip(rows, outcomes, strict=True))
    ]


def _result(index: int, row: Any, outcome: Outcome, *, written: bool) -> Row:
    """``written`` False: a row that passed is refused with the others, and says so."""
    ref = row.get("external_ref") if isinstance(row, Mapping) else None
    said: Row = {"index": index, "external_ref": ref if isinstance(ref, str) else None}
    project = outcome.project
    if project is not None and written:
        return said | {"status": outcome.status, "id": project.pk, "version": project.version, "errors": []}
    errors = row_errors(outcome.refusal) if outcome.refusal else [NOT_WRITTEN]
    return said | {"status": "refused", "id": None, "version": None, "errors": errors}


NOT_WRITTEN = {
    "field": "",
    "code": "not_written",
    "detail": "这一行本身没有问题；因其他行没有通过，按“全部成功才写入”的要求没有写入。",
}
