"""The shape of a project in the API: what may be written, what is answered, how a list is filtered.

The doors stand in ``workflow/desk/api``, where the light is known.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from django.db.models import CharField, F, OuterRef, QuerySet, UUIDField
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects.errors import Invalid
from projects.gateway.bodies import Strict
from projects.gateway.doors import PageQuery, Row
from projects.gateway.pagination import Order
from projects.ledger.fields import COMPANY_FIELDS, DERIVED_FIELDS, ORGANISATION_FIELDS, PLAIN_FIELDS
from projects.ledger.models import Enterprise, Project, Responsibility
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.queries import nested_tags, registered_enterprise
from projects.ledger.services import create_enterprise
from projects.ledger.stages import STAGES, Stage, Standing
from projects.ledger.uscc import check_uscc
from projects.nested import Nested
from projects.people.api import organisation_of
from projects.people.models import Officer, Organisation
from projects.rows import one_or_none
from projects.statements import Slot, Statement

LONGEST_REF = 64
MOST_INVESTORS = 50
MOST_TAGS = 20
REACHED = {stage: f"{stage}_on" for stage in STAGES}
ORDERS = {
    "-updated_at": Order("updated_at", descending=True),
    "updated_at": Order("updated_at"),
    "total_investment_wan": Order("total_investment_wan", nullable=True),
    "-total_investment_wan": Order("total_investment_wan", descending=True, nullable=True),
    "number": Order("number"),
    "-number": Order("number", descending=True),
}


class Investor(Strict, serializers.Serializer):
    """An investor by name and code, registered when it is not yet."""

    name = serializers.CharField(max_length=120, help_text="企业名称")
    uscc = serializers.CharField(required=False, allow_blank=True, max_length=64, help_text="统一社会信用代码")


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "format": "uuid"},
            {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 120},
                    "uscc": {"type": "string", "maxLength": 64},
                },
                "required": ["name"],
                "additionalProperties": False,
            },
        ]
    }
)
class InvestorField(serializers.JSONField):
    """The id of an enterprise, or an object ``{name, uscc}``."""

    def to_internal_value(self, data: Any) -> Any:
        """A UUID or a dict."""
        if isinstance(data, dict):
            return Investor().run_validation(data)
        return serializers.UUIDField().run_validation(data)


class ProjectBody(Strict, serializers.ModelSerializer):
    """What may be written; types, lengths and choices follow from the table, meaning is checked by the services."""

    landing_organisation = serializers.CharField(max_length=32, help_text="落地单位代码")
    lead_organisation = serializers.CharField(required=False, allow_null=True, max_length=32, help_text="牵头单位代码")
    first_contact_organisation = serializers.CharField(
        required=False, allow_null=True, max_length=32, help_text="首谈单位代码"
    )
    investors = serializers.ListField(
        child=InvestorField(), required=False, max_length=MOST_INVESTORS, help_text="投资方：企业标识，或 {name, uscc}"
    )
    tags = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, max_length=MOST_TAGS, help_text="标签"
    )
    company_name = serializers.CharField(required=False, allow_blank=True, max_length=120, help_text="项目公司名称")
    company_uscc = serializers.CharField(required=False, allow_blank=True, max_length=64, help_text="项目公司信用代码")
    negotiating_on = serializers.DateField(required=False, help_text="在谈日期，默认今天")

    class Meta:
        model = Project
        fields = (*PLAIN_FIELDS, *COMPANY_FIELDS, "investors", "tags")
        validators: list[Any] = []


class InvestorShown(serializers.Serializer):
    """An investor as answered."""

    id = serializers.UUIDField(help_text="企业标识")
    name = serializers.CharField(help_text="企业名称")
    uscc = serializers.CharField(help_text="统一社会信用代码")


class ChiefShown(serializers.Serializer):
    """The chief responsible officer as answered."""

    officer = serializers.UUIDField(help_text="人员标识")
    name = serializers.CharField(help_text="姓名")
    post = serializers.CharField(help_text="职务")
    organisation = serializers.CharField(allow_null=True, help_text="所属单位代码")


class ProjectShown(serializers.ModelSerializer):
    """A project as answered."""

    url = serializers.URLField(help_text="地址")
    landing_organisation = serializers.CharField(help_text="落地单位代码")
    lead_organisation = serializers.CharField(allow_null=True, help_text="牵头单位代码")
    first_contact_organisation = serializers.CharField(allow_null=True, help_text="首谈单位代码")
    source_organisation = serializers.CharField(help_text="录入单位代码")
    stage = serializers.ChoiceField(Stage.choices, help_text="阶段（只读，经申报认定推进）")
    standing = serializers.ChoiceField(Standing.choices, help_text="状态（只读）")
    investors = InvestorShown(many=True, help_text="投资方")
    company_name = serializers.CharField(help_text="项目公司名称")
    company_uscc = serializers.CharField(help_text="项目公司信用代码")
    tags = serializers.ListField(child=serializers.CharField(), help_text="标签")
    chief = ChiefShown(allow_null=True, help_text="首席责任人")

    class Meta:
        model = Project
        fields = (
            *("id", "url", "version", "created_at", "updated_at", "number"),
            *("stage", "standing", "source_organisation"),
            *PLAIN_FIELDS,
            *DERIVED_FIELDS,
            *COMPANY_FIELDS,
            *("investors", "tags", "needs_chief", "chief"),
            *(name for name in REACHED.values() if name not in PLAIN_FIELDS),
        )


UNITS = ("source_organisation", *ORGANISATION_FIELDS)
OWN = tuple(
    name
    for name in ProjectShown.Meta.fields
    if name not in {"url", "investors", "tags", "chief", *UNITS, *COMPANY_FIELDS}
)
COLUMNS = (*OWN, *(f"{unit}__code" for unit in UNITS), "company__name", "company__uscc")


LINKED = ("investor_rows", "tag_rows", "chief_rows")
"""What ``with_links`` adds to a row."""


def with_links(projects: QuerySet[Project]) -> QuerySet[Any]:
    """Annotate what ``LINKED`` names: investors and tags by name, and the chief of today."""
    mine = {"project": OuterRef("pk")}
    investors = Project.investors.through.objects.filter(**mine).order_by("enterprise__name")
    chiefs = Responsibility.objects.current().chiefs().filter(**mine).order_by()
    return projects.annotate(
        investor_rows=Nested(
            investors.values(key=F("enterprise_id"), name=F("enterprise__name"), uscc=F("enterprise__uscc"))
        ),
        tag_rows=nested_tags(),
        chief_rows=Nested(
            chiefs.values(
                key=F("officer_id"),
                name=F("officer__name"),
                title=F("post__title"),
                unit=F("officer__organisation__code"),
            )
        ),
    )


def present_projects(rows: list[Row], *, base: str) -> list[Row]:
    """Rows of ``with_links(…).values(*COLUMNS, *LINKED)`` as answered."""
    return [
        {"id": row["id"], "url": f"{base}{row['id']}/"}
        | {name: row[name] for name in OWN}
        | {unit: row[f"{unit}__code"] for unit in UNITS}
        | {"company_name": row["company__name"] or "", "company_uscc": row["company__uscc"] or ""}
        | {"investors": [_investor(one) for one in row["investor_rows"]]}
        | {"tags": [one["name"] for one in row["tag_rows"]]}
        | {"chief": next(map(_chief, row["chief_rows"]), None)}
        for row in rows
    ]


def _investor(row: Row) -> Row:
    return {"id": row["key"], "name": row["name"], "uscc": row["uscc"]}


def _chief(row: Row) -> Row:
    return {"officer": row["key"], "name": row["name"], "post": row["title"], "organisation": row["unit"]}


def writable(values: Row, *, by: Officer, now: datetime) -> Row:
    """Checked values as the services take them: organisations and enterprises instead of codes and ids."""
    values = dict(values)
    for name in ORGANISATION_FIELDS:
        if values.get(name):
            values[name] = organisation_of(values[name], by, name)
    if "investors" in values:
        values["investors"] = [investor(item, by=by, now=now) for item in values["investors"]]
    return values


def investor(item: Any, *, by: Officer, now: datetime) -> Enterprise:
    """The enterprise meant; one given by name and code is registered when nobody has yet and ``by`` may do so."""
    if isinstance(item, dict):
        named = {"name": item["name"], "uscc": check_uscc(item["uscc"], "investors") if item.get("uscc") else ""}
        return registered_enterprise(by, **named) or create_enterprise(**named, by=by, now=now)
    known = one_or_none(Enterprise.objects.visible_to(by).filter(pk=item))
    if known is None:
        raise Invalid(f"没有标识为“{item}”的企业，请先登记。", "investors", "unknown_enterprise")
    return known


def check_external_ref(text: str) -> None:
    """``Invalid`` unless it can be a client's own reference."""
    if not 0 < len(text) <= LONGEST_REF or not text.isprintable() or text != text.strip():
        raise Invalid(f"外部编号应为不超过 {LONGEST_REF} 个可见字符，首尾不留空格。", "external_ref")


class ProjectQuery(PageQuery):
    """Filters and order of projects."""

    organisation = serializers.CharField(required=False, max_length=32, help_text="落地单位及其下属（单位代码）")
    stage = serializers.ChoiceField(Stage.choices, required=False, help_text="阶段")
    standing = serializers.ChoiceField(Standing.choices, required=False, help_text="状态")
    min_total_investment_wan = serializers.DecimalField(16, 4, required=False, help_text="总投资不少于（万元，含本数）")
    max_total_investment_wan = serializers.DecimalField(16, 4, required=False, help_text="总投资不多于（万元，含本数）")
    industry = serializers.CharField(required=False, max_length=5, help_text="行业代码，可只给前几位")
    chain = serializers.CharField(required=False, max_length=40, help_text="产业链")
    chief = serializers.UUIDField(required=False, help_text="现任首席责任人（人员标识）")
    tag = serializers.CharField(required=False, max_length=20, help_text="标签")
    signed_from = serializers.DateField(required=False, help_text="签约日期自（含）")
    signed_to = serializers.DateField(required=False, help_text="签约日期至（含）")
    registered_from = serializers.DateField(required=False, help_text="注册日期自（含）")
    registered_to = serializers.DateField(required=False, help_text="注册日期至（含）")
    started_from = serializers.DateField(required=False, help_text="开工日期自（含）")
    started_to = serializers.DateField(required=False, help_text="开工日期至（含）")
    producing_from = serializers.DateField(required=False, help_text="投产日期自（含）")
    producing_to = serializers.DateField(required=False, help_text="投产日期至（含）")
    updated_since = serializers.DateTimeField(required=False, help_text="此刻以来更新的（含）")
    external_ref = serializers.CharField(required=False, max_length=64, help_text="外部编号")
    q = serializers.CharField(required=False, max_length=60, help_text="名称、编号或投资方中的文字")
    ordering = serializers.ChoiceField(list(ORDERS), required=False, default="-updated_at", help_text="排序")


LOOKUPS = {
    "stage": "stage",
    "standing": "standing",
    "min_total_investment_wan": "total_investment_wan__gte",
    "max_total_investment_wan": "total_investment_wan__lte",
    "industry": "industry__startswith",
    "chain": "chain",
    "updated_since": "updated_at__gte",
    "external_ref": "external_ref",
    **{f"{stage}_from": f"{stage}_on__gte" for stage in STAGES[1:]},
    **{f"{stage}_to": f"{stage}_on__lte" for stage in STAGES[1:]},
}


FIELDS = {field.name: field for field in Project._meta.concrete_fields}
SHAPING = ("stage", "standing", "industry", "q")
"""Filters whose values the statement is written with: few, or such as change its text."""


def filtered(found: Statement, query: Row, *, by: Officer) -> Statement:
    """``found`` narrowed by every filter in ``query``."""
    unit = organisation_of(query["organisation"], by, "organisation") if "organisation" in query else None
    asked = {name: query[name] for name in (*LOOKUPS, "chief", "tag") if name in query and name not in SHAPING}
    fixed = tuple((name, query.get(name)) for name in SHAPING)

    def narrow(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return _narrowed(cast(ProjectQuerySet, projects), asked.keys(), dict(fixed), unit)

    return found.then(narrow, *asked, *fixed, unit and unit.path, **asked)


def _narrowed(
    found: ProjectQuerySet, asked: Collection[str], fixed: dict[str, Any], unit: Organisation | None
) -> ProjectQuerySet:
    for name, lookup in LOOKUPS.items():
        if name in asked:
            found = found.filter(**{lookup: Slot(name, FIELDS[lookup.partition("__")[0]])})
        elif fixed.get(name) is not None:
            found = found.filter(**{lookup: fixed[name]})
    if unit:
        found = found.under(unit)
    if "chief" in asked:
        held = Responsibility.objects.current().chiefs().filter(officer=Slot("chief", UUIDField()))
        found = found.filter(pk__in=held.values("project"))
    if "tag" in asked:
        tagged = Project.tags.through.objects.filter(tag__name=Slot("tag", CharField()))
        found = found.filter(pk__in=tagged.values("project"))
    return found.matching(fixed["q"]) if fixed["q"] is not None else found
