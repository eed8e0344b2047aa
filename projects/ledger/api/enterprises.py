"""API doors of enterprises."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.enterprises import ANY_500, filtered
from projects.ledger.models import Enterprise, RecognitionKind
from projects.ledger.services import create_enterprise, update_enterprise
from projects.ledger.uscc import normalise_uscc
from projects.people.roles import Permission

MOST_RECOGNITIONS = 20


class EnterpriseBody(Body):
    """What may be written."""

    name = serializers.CharField(max_length=120, help_text="企业名称")
    uscc = serializers.CharField(required=False, allow_blank=True, max_length=64, help_text="统一社会信用代码，18 位")
    kind = serializers.ChoiceField(Enterprise.Kind.choices, required=False, help_text="内资、外资、港澳台资")
    origin_region = serializers.CharField(required=False, allow_blank=True, max_length=60, help_text="来源地")
    former_registration_number = serializers.CharField(
        required=False, allow_blank=True, max_length=20, help_text="原工商注册号，13 或 15 位数字"
    )
    is_abroad = serializers.BooleanField(required=False, help_text="境外企业：无信用代码，来源地填国家或地区")
    legal_representative = serializers.CharField(
        required=False, allow_blank=True, max_length=60, help_text="法定代表人"
    )
    registered_on = serializers.DateField(required=False, allow_null=True, help_text="成立日期")
    parent = serializers.UUIDField(required=False, allow_null=True, help_text="集团母公司（企业标识）")  # type: ignore[assignment]
    recognitions = serializers.ListField(
        child=serializers.CharField(max_length=60),
        required=False,
        max_length=MOST_RECOGNITIONS,
        help_text="荣誉资质，如 世界500强（2025）、上市公司（600519）；给出的清单即为全部，其余作废",
    )


class EnterpriseShown(serializers.Serializer):
    """An enterprise as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="创建时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    name = serializers.CharField(help_text="企业名称")
    uscc = serializers.CharField(help_text="统一社会信用代码")
    kind = serializers.ChoiceField(Enterprise.Kind.choices, help_text="类型")
    origin_region = serializers.CharField(help_text="来源地")
    former_registration_number = serializers.CharField(help_text="原工商注册号")
    is_abroad = serializers.BooleanField(help_text="境外企业")
    legal_representative = serializers.CharField(help_text="法定代表人")
    registered_on = serializers.DateField(allow_null=True, help_text="成立日期")
    parent = serializers.UUIDField(allow_null=True, help_text="集团母公司（企业标识）")  # type: ignore[assignment]
    merged_into = serializers.UUIDField(allow_null=True, help_text="并入的企业标识；不为空时请改用该企业")
    recognitions = serializers.ListField(child=serializers.CharField(), help_text="荣誉资质")


class EnterpriseQuery(PageQuery):
    """Filters."""

    uscc = serializers.CharField(required=False, max_length=64, help_text="统一社会信用代码")
    kind = serializers.ChoiceField(Enterprise.Kind.choices, required=False, help_text="类型")
    q = serializers.CharField(required=False, max_length=60, help_text="名称中的文字、拼音首字母，或信用代码开头")
    recognition = serializers.ChoiceField(
        [(ANY_500, "三类500强"), *RecognitionKind.choices], required=False, help_text="持有的荣誉资质"
    )
    list_year = serializers.IntegerField(required=False, min_value=1990, max_value=2100, help_text="榜单或认定年份")


class EnterpriseDoor(Door):
    """Enterprises."""

    tag = "企业"
    shown = EnterpriseShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": Permission.PROJECT_WRITE,
        "partial_update": Permission.PROJECT_WRITE,
    }
    columns = (
        *("id", "version", "created_at", "updated_at", "name", "uscc", "kind", "origin_region"),
        *("former_registration_number", "is_abroad", "legal_representative", "registered_on"),
        *("parent_id", "merged_into_id", "recognitions"),
    )

    @described("企业列表", {200: paged(EnterpriseShown)}, query=(EnterpriseQuery,))
    def list(self, request: Request) -> Response:
        """By name."""
        query = read_query(EnterpriseQuery, request)
        asked = {"q": query.get("q"), "kind": query.get("kind")}
        honour = {"honour": query.get("recognition"), "year": query.get("list_year")}
        found = filtered(requester(request), {**asked, **honour})
        if "uscc" in query:
            found = found.filter(uscc=normalise_uscc(query["uscc"]))
        return self.page(query, found.values(*self.columns), Order("name"), self.present)

    @described("企业", {200: EnterpriseShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One enterprise."""
        return self.represent(self.show(request, pk))

    @described("登记企业", {201: EnterpriseShown}, body=EnterpriseBody)
    @once
    def create(self, request: Request) -> Response:
        """A new one."""
        values = read_body(EnterpriseBody, request)
        made = create_enterprise(**values, by=requester(request), now=timezone.now())
        return self.represent(self.show(request, made.pk), status=201, place=True)

    @described("更新企业", {200: EnterpriseShown}, body=EnterpriseBody, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> HttpResponse:
        """Change some fields."""
        known = self.show(request, pk)
        values = read_body(EnterpriseBody, request, partial=True)
        with unchanged(request, known["version"], show=lambda: self.show(request, pk)) as version:
            update_enterprise(pk, values, by=requester(request), now=timezone.now(), expected_version=version)
        return self.represent(self.show(request, pk))

    def show(self, request: Request, pk: UUID) -> Row:
        """The visible enterprise as answered, or 404."""
        rows: Any = Enterprise.objects.visible_to(requester(request)).filter(pk=pk).values(*self.columns)
        if not rows:
            raise NotFound()
        return one(self.present(list(rows)))

    def present(self, rows: Rows) -> Rows:
        """Rows with address."""
        base = self.address("enterprises-list")
        return [
            {"id": row["id"], "url": f"{base}{row['id']}/"}
            | {name.removesuffix("_id"): value for name, value in row.items()}
            for row in rows
        ]
