"""API door of the credits 业绩分成 of a project: read and replaced together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.gateway.bodies import Body, Strict, read_body
from projects.gateway.doors import DetailQuery, Door, Row, requester
from projects.gateway.openapi import described
from projects.gateway.preconditions import unchanged
from projects.ledger.kinds import CreditPart
from projects.ledger.models import Credit
from projects.ledger.queries import visible_project
from projects.ledger.services import Share, set_credits
from projects.ledger.services.credits import MOST_CREDITS
from projects.nested import Nested
from projects.people.api import organisation_of
from projects.people.models import Officer
from projects.people.roles import Permission


class ShareBody(Strict, serializers.Serializer):
    """One unit's part."""

    organisation = serializers.CharField(max_length=32, help_text="单位代码")
    part = serializers.ChoiceField(CreditPart.choices, help_text="首谈、落地或引荐")
    percent = serializers.DecimalField(5, 2, help_text="比例（%）")


class CreditsBody(Body):
    """All of them; together 100 or none."""

    credits: Any = serializers.ListSerializer(
        child=ShareBody(), max_length=MOST_CREDITS, help_text="各单位的分成，合计 100，或为空"
    )
    why = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="依据或理由")


class ShareShown(serializers.Serializer):
    """One unit's part as answered."""

    organisation = serializers.CharField(help_text="单位代码")
    part = serializers.ChoiceField(CreditPart.choices, help_text="首谈、落地或引荐")
    percent = serializers.DecimalField(5, 2, help_text="比例（%）")


class CreditsShown(serializers.Serializer):
    """The credits as answered, with the version of the project that holds them."""

    project = serializers.UUIDField(help_text="项目标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="项目版本")
    credits = ShareShown(many=True, help_text="各单位的分成")


class CreditsDoor(Door):
    """Credits of one project."""

    tag = "标识与业绩分成"
    shown = CreditsShown
    required_scopes = {
        "retrieve": Permission.PROJECT_READ,
        "update": (Permission.PROJECT_WRITE, Permission.DISPATCH_WRITE),
    }

    @described("业绩分成", {200: CreditsShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID) -> Response:
        """All of them."""
        return self.represent(self.show(request, project_id))

    @described("确定业绩分成", {200: CreditsShown}, body=CreditsBody, needs_version=True)
    def update(self, request: Request, project_id: UUID) -> Response:
        """Replace them; the version is that of the project."""
        known, by = self.show(request, project_id), requester(request)
        body = read_body(CreditsBody, request)
        shares = [_share(item, by) for item in body["credits"]]
        with unchanged(request, known["version"], show=lambda: self.show(request, project_id)) as version:
            why, now = body.get("why", ""), timezone.now()
            set_credits(project_id, shares, by=by, now=now, why=why, expected_version=version)
        return self.represent(self.show(request, project_id))

    def show(self, request: Request, project_id: UUID) -> Row:
        """As answered, or 404."""
        project = visible_project(requester(request), project_id)
        return {
            "project": project.pk,
            "url": self.address("project-credits", project.pk),
            "version": project.version,
            "credits": credits_of(project.pk),
        }


def credits_of(project_id: UUID) -> list[Row]:
    """The current credits of a project as answered."""
    return present_credits(list(_shares(project_id)))


def nested_credits() -> Nested:
    """Those of each project, as a column of it for ``present_credits``."""
    return Nested(_shares(OuterRef("pk")))


def present_credits(rows: list[Row]) -> list[Row]:
    """As answered."""
    return [{"organisation": row.pop("organisation__code")} | row for row in rows]


def _shares(project: Any) -> QuerySet[Any, Any]:
    return Credit.objects.current().filter(project=project).values("organisation__code", "part", "percent")


def _share(item: Row, by: Officer) -> Share:
    return Share(organisation_of(item["organisation"], by, "organisation"), item["part"], item["percent"])
