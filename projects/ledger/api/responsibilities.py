"""API doors of responsibilities 责任."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.models import Project, Responsibility, ResponsibilityRole
from projects.ledger.queries import visible_project
from projects.ledger.services import assign, change_responsibility
from projects.people.models import Officer, Organisation, Post
from projects.people.roles import Permission
from projects.rows import one_or_none

LATEST = Order("valid_from", descending=True)


class ResponsibilityBody(Body):
    """Who takes which part. A post is given by its title together with the officer, or by its id alone."""

    role = serializers.ChoiceField(ResponsibilityRole.choices, help_text="责任类型")
    officer = serializers.UUIDField(required=False, help_text="人员标识")
    post = serializers.CharField(required=False, max_length=60, help_text="职务名称（连同 officer），或职务标识")
    valid_from = serializers.DateField(required=False, help_text="起始日期，默认今天")
    valid_to = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="结束日期（含），补录已结束的责任时填写，首席责任人除外；不给即现任",
    )
    basis = serializers.CharField(required=False, allow_blank=True, max_length=120, help_text="依据文件")
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="首席责任人不是主要负责人时的理由"
    )


class ResponsibilityChange(Body):
    """What is set right of a part that goes on, and its last day. Another person is another part."""

    post = serializers.CharField(
        required=False, max_length=60, help_text="本人任职的职务名称，或职务标识；首席责任人不能这样改"
    )
    valid_from = serializers.DateField(required=False, help_text="起始日期；首席责任人不能这样改")
    valid_to = serializers.DateField(required=False, help_text="结束日期（含），给出即结束这项责任")
    basis = serializers.CharField(required=False, allow_blank=True, max_length=120, help_text="依据文件")
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="理由；与 valid_to 同给时为结束的理由，应有首席责任人的项目暂时空缺时必填",
    )


class ResponsibilityShown(serializers.Serializer):
    """A responsibility as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="登记时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    role = serializers.ChoiceField(ResponsibilityRole.choices, help_text="责任类型")
    officer = serializers.UUIDField(help_text="人员标识")
    name = serializers.CharField(help_text="姓名")
    post = serializers.CharField(allow_null=True, help_text="职务名称")
    post_id = serializers.UUIDField(allow_null=True, help_text="职务标识")
    organisation = serializers.CharField(allow_null=True, help_text="所属单位代码")
    valid_from = serializers.DateField(help_text="起始日期")
    valid_to = serializers.DateField(allow_null=True, help_text="结束日期，现任为空")
    basis = serializers.CharField(help_text="依据文件")
    reason = serializers.CharField(help_text="理由")


class ResponsibilityQuery(PageQuery):
    """Filters."""

    role = serializers.ChoiceField(ResponsibilityRole.choices, required=False, help_text="责任类型")
    current = serializers.BooleanField(required=False, help_text="只看现任")


class ResponsibilityDoor(Door):
    """Who answers for one project."""

    tag = "责任"
    shown = ResponsibilityShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": (Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE),
        "partial_update": (Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE),
    }
    columns = (
        *("id", "version", "created_at", "updated_at", "project_id", "role", "officer_id", "officer__name"),
        *("post_id", "post__title", "officer__organisation__code", "valid_from", "valid_to", "basis", "reason"),
    )

    @described("责任列表", {200: paged(ResponsibilityShown)}, query=(ResponsibilityQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """Latest first."""
        visible_project(requester(request), project_id)
        query = read_query(ResponsibilityQuery, request)
        found = Responsibility.objects.filter(project=project_id)
        if "role" in query:
            found = found.filter(role=query["role"])
        if query.get("current"):
            found = found.current()
        return self.page(query, found.values(*self.columns), LATEST, self.present)

    @described("责任", {200: ResponsibilityShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One responsibility."""
        return self.represent(self.show(request, project_id, pk))

    @described("指定责任人", {201: ResponsibilityShown}, body=ResponsibilityBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Give somebody a part, or tell of one that is over; a new chief ends the current one."""
        by, now = requester(request), timezone.now()
        visible_project(by, project_id)
        values = read_body(ResponsibilityBody, request)
        officer = chosen_officer(values.pop("officer", None), by)
        post = chosen_post(values.pop("post", None), officer, by)
        values.setdefault("valid_from", timezone.localdate(now))
        made = assign(project_id, officer=officer, post=post, **values, by=by, now=now)
        return self.represent(self.show(request, project_id, made.pk), status=201, place=True)

    @described("更正或结束责任", {200: ResponsibilityShown}, body=ResponsibilityChange, needs_version=True)
    def partial_update(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Set right what was written, or end somebody's part."""
        known, by = self.show(request, project_id, pk), requester(request)
        values = read_body(ResponsibilityChange, request)
        if not values:
            raise Invalid(
                "请给出结束日期 valid_to，或要更正的 post、valid_from、basis、reason。", "valid_to", "required"
            )
        if "post" in values:
            values["post"] = chosen_post(values["post"], Officer.objects.get(pk=known["officer"]), by)
        with unchanged(request, known["version"], show=lambda: self.show(request, project_id, pk)) as version:
            change_responsibility(pk, values, by=by, now=timezone.now(), expected_version=version)
        return self.represent(self.show(request, project_id, pk))

    def show(self, request: Request, project_id: UUID, pk: UUID) -> Row:
        """The visible responsibility as answered, or 404."""
        visible = Project.objects.visible_to(requester(request)).filter(pk=project_id)
        rows = list(Responsibility.objects.filter(project__in=visible, pk=pk).values(*self.columns))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows with address."""
        if not rows:
            return []
        base = self.address("responsibilities-list", rows[0]["project_id"])
        same = ("version", "created_at", "updated_at", "role", "post_id", "valid_from", "valid_to", "basis", "reason")
        return [
            {"id": row["id"], "url": f"{base}{row['id']}/", "project": row["project_id"]}
            | {name: row[name] for name in same}
            | {"officer": row["officer_id"], "name": row["officer__name"], "post": row["post__title"]}
            | {"organisation": row["officer__organisation__code"]}
            for row in rows
        ]


def chosen_officer(pk: UUID | None, by: Officer) -> Officer | None:
    """The visible person meant, or Invalid."""
    if pk is None:
        return None
    known = one_or_none(Officer.objects.people().visible_to(by).filter(pk=pk, is_active=True))
    if known is None:
        raise Invalid("没有这个人员，或不在您的查看范围内，请从人员列表中选取。", "officer", "unknown_officer")
    return known


def chosen_post(text: str | None, officer: Officer | None, by: Officer) -> Post | None:
    """The post meant: by id, or by title among those the officer has held."""
    if text is None:
        return None
    found = Post.objects.filter(organisation__in=Organisation.objects.visible_to(by))
    try:
        known = one_or_none(found.filter(pk=UUID(text)))
    except ValueError:
        known = found.filter(title=text, tenures__officer=officer).first() if officer else None
    if known is None:
        raise Invalid(f"没有找到职务“{text}”，请给出 officer 及其职务名称，或职务标识。", "post", "unknown_post")
    return known
