"""API doors of organisations and people: read only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, QuerySet, UUIDField
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.people.models import Kind, Officer, Organisation, OrganisationName, Tenure
from projects.people.models.organisations import shape_of_view
from projects.people.queries import Borne, names_with
from projects.people.roles import Permission
from projects.statements import Slot, Statement

BY_TREE = Order("path")
BY_NAME = Order("name")
UNITS_LISTED, PEOPLE_LISTED = "people.organisation:path", "people.officer:name"
"""Whole names of the two lists, of which a cursor speaks."""
UNIT_FILTERS = {"kind": "kind", "code": "code", "unit_class": "unit_class__name"}
"""Parameter → what it is compared with."""


class NameShown(serializers.Serializer):
    """A name that an organisation bears or bore."""

    name = serializers.CharField(help_text="名称")
    short_name = serializers.CharField(help_text="简称")
    valid_from = serializers.DateField(allow_null=True, help_text="使用起；不详为空")
    valid_to = serializers.DateField(allow_null=True, help_text="使用止；现名称为空")


class OrganisationShown(serializers.Serializer):
    """An organisation as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="创建时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    code = serializers.CharField(help_text="单位代码")
    name = serializers.CharField(help_text="名称")
    short_name = serializers.CharField(help_text="简称")
    kind = serializers.ChoiceField(Kind.choices, help_text="类型")
    parent = serializers.CharField(allow_null=True, help_text="上级单位代码")  # type: ignore[assignment]
    region_code = serializers.CharField(help_text="行政区划代码")
    unit_class = serializers.CharField(allow_null=True, help_text="考核分类；不参加排名的为空")
    valid_from = serializers.DateField(allow_null=True, help_text="起始日期；不详为空")
    valid_to = serializers.DateField(allow_null=True, help_text="终止日期；未撤销为空")
    successor = serializers.CharField(allow_null=True, help_text="承接单位代码")
    names = NameShown(many=True, help_text="现名称和曾用名称，现名称在前")


class OrganisationQuery(PageQuery):
    """Filters of the tree."""

    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="类型")
    under = serializers.CharField(required=False, max_length=32, help_text="只看这个单位及其下属（单位代码）")
    code = serializers.CharField(required=False, max_length=32, help_text="单位代码")
    unit_class = serializers.CharField(required=False, max_length=40, help_text="考核分类")
    on = serializers.DateField(required=False, help_text="只看这一天存在的单位；names 仍列出全部名称")


class OfficerShown(serializers.Serializer):
    """A person as answered: no telephone, no e-mail."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="创建时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    name = serializers.CharField(help_text="姓名")
    organisation = serializers.CharField(allow_null=True, help_text="所属单位代码")
    post = serializers.CharField(allow_null=True, help_text="现任职务")


class OfficerQuery(PageQuery):
    """Filters of people."""

    organisation = serializers.CharField(required=False, max_length=32, help_text="所属单位及其下属（单位代码）")
    q = serializers.CharField(required=False, max_length=40, help_text="姓名中的文字")


def organisation_of(code: str, officer: Officer, field: str) -> Organisation:
    """The organisation with this code that ``officer`` may see, or Invalid: there is no difference from outside."""
    known = seen_units(officer).then(_of_code, code=code).first()
    if known is None:
        raise Invalid(f"没有代码为“{code}”的单位，或不在您的查看范围内。", field, "unknown_organisation")
    return known


def _of_code(units: Any) -> Any:
    return units.filter(code=Slot("code", CharField()))


def seen_units(officer: Officer) -> Statement:
    """The organisations the officer may know of, not yet asked for."""
    return Statement(lambda: Organisation.objects.visible_to(officer), *shape_of_view(officer))


def seen_people(officer: Officer) -> Statement:
    """The active people the officer may see, not yet asked for."""
    return Statement(
        lambda: Officer.objects.people().visible_to(officer).filter(is_active=True), *shape_of_view(officer)
    )


class OrganisationDoor(Door):
    """The tree."""

    tag = "单位"
    shown = OrganisationShown
    required_scopes = {"list": Permission.PROJECT_READ, "retrieve": Permission.PROJECT_READ}
    columns = (
        "id", "path", "version", "created_at", "updated_at", "code", "name", "short_name", "kind", "region_code",
        "valid_from", "valid_to",
    )  # fmt: skip
    joined = ("unit_class__name", "successor__code")

    @described("单位列表", {200: paged(OrganisationShown)}, query=(OrganisationQuery,))
    def list(self, request: Request) -> Response:
        """Visible organisations in the order of the tree."""
        query, by = read_query(OrganisationQuery, request), requester(request)
        root = organisation_of(query["under"], by, "under") if "under" in query else None
        asked = {name: query[name] for name in ("on", *UNIT_FILTERS) if name in query}

        def narrowed(units: Any) -> Any:
            units = units.under(root) if root else units
            units = units.current_on(Slot("on", DateField())) if "on" in asked else units
            slots = {UNIT_FILTERS[name]: Slot(name, CharField()) for name in UNIT_FILTERS if name in asked}
            return units.filter(**slots).values(*self.columns, *self.joined)

        rows = seen_units(by).then(narrowed, root.path if root else "", *asked, **asked)
        return self.page(query, rows, BY_TREE, self.present, name=UNITS_LISTED)

    @described("单位", {200: OrganisationShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One organisation."""

        def named(units: Any) -> Any:
            return units.filter(pk=Slot("key", UUIDField())).values(*self.columns, *self.joined)

        rows = seen_units(requester(request)).then(named, key=pk).rows()
        if not rows:
            raise NotFound()
        return self.represent(one(self.present(rows)))

    def present(self, rows: Rows) -> Rows:
        """Rows with address, the parent's code, class, successor and every name."""
        base = self.address("organisations-list")
        above = {row["path"][: -Organisation.steplen] for row in rows}
        parents = dict(Statement(_codes, paths=list(above)).rows())
        former: dict[UUID, list[OrganisationName]] = {}
        for past in Statement(_former_names, units=[row["id"] for row in rows]).rows():
            former.setdefault(past.organisation_id, []).append(past)
        return [
            {"id": row["id"], "url": f"{base}{row['id']}/"}
            | {name: row[name] for name in self.columns[2:]}
            | {
                "parent": parents.get(row["path"][: -Organisation.steplen]),
                "unit_class": row["unit_class__name"],
                "successor": row["successor__code"],
                "names": [_name(borne) for borne in names_with(row, former.get(row["id"], []))],
            }
            for row in rows
        ]


def _codes() -> QuerySet[Any, Any]:
    units = Organisation.objects.filter(path__among=Slot("paths", CharField()))
    return units.order_by().values_list("path", "code")


def _former_names() -> QuerySet[OrganisationName]:
    return OrganisationName.objects.filter(organisation__among=Slot("units", UUIDField()))


def _name(borne: Borne) -> Row:
    return {name: getattr(borne, name) for name in ("name", "short_name", "valid_from", "valid_to")}


class OfficerDoor(Door):
    """People."""

    tag = "人员"
    shown = OfficerShown
    required_scopes = {"list": Permission.PROJECT_READ, "retrieve": Permission.PROJECT_READ}
    columns = ("id", "version", "created_at", "updated_at", "name")

    @described("人员列表", {200: paged(OfficerShown)}, query=(OfficerQuery,))
    def list(self, request: Request) -> Response:
        """Visible people by name."""
        query, by = read_query(OfficerQuery, request), requester(request)
        root = organisation_of(query["organisation"], by, "organisation") if "organisation" in query else None
        asked = {"q": query["q"]} if "q" in query else {}

        def narrowed(people: Any) -> Any:
            people = people.filter(organisation__in=Organisation.objects.under(root)) if root else people
            people = people.filter(name__icontains=Slot("q", CharField())) if asked else people
            return people.values(*self.columns, "organisation__code")

        rows = seen_people(by).then(narrowed, root.path if root else "", *asked, **asked)
        return self.page(query, rows, BY_NAME, self.present, name=PEOPLE_LISTED)

    @described("人员", {200: OfficerShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One person."""

        def named(people: Any) -> Any:
            return people.filter(pk=Slot("key", UUIDField())).values(*self.columns, "organisation__code")

        rows = seen_people(requester(request)).then(named, key=pk).rows()
        if not rows:
            raise NotFound()
        return self.represent(one(self.present(rows)))

    def present(self, rows: Rows) -> Rows:
        """Rows with address, organisation and the post held today."""
        base = self.address("officers-list")
        posts = posts_of([row["id"] for row in rows])
        return [
            {"id": row["id"], "url": f"{base}{row['id']}/"}
            | {name: row[name] for name in self.columns[1:]}
            | {"organisation": row["organisation__code"], "post": posts.get(row["id"])}
            for row in rows
        ]


def posts_of(officers: list[UUID]) -> dict[UUID, str]:
    """Title of the post each officer holds today; of several, the one as 主要负责人."""
    return dict(Statement(_titles, officers=officers, today=timezone.localdate()).rows())


def _titles() -> QuerySet[Any, Any]:
    held = Tenure.objects.current_on(Slot("today", DateField())).filter(officer__among=Slot("officers", UUIDField()))
    return held.order_by("post__is_principal", "-valid_from").values_list("officer_id", "post__title")
