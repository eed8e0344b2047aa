"""API doors of talks: list, detail, and writing one down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

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
from projects.ledger.queries import visible_project
from projects.people.api import organisation_of
from projects.people.roles import Permission
from workflow.letters import services
from workflow.letters.api.bodies import LetterFileShown
from workflow.letters.api.shown import file_row
from workflow.letters.models import Talk
from workflow.letters.queries.one import visible_letter
from workflow.letters.services import FollowUp

NEWEST = Order("held_at", descending=True)
SAME = ("id", "trigger", "held_at", "place", "led_by", "attendees", "outcome")


class FollowUpBody(Body):
    """What is to be done."""

    matter = serializers.CharField(max_length=300, help_text="交办事项")
    days = serializers.IntegerField(min_value=1, max_value=400, help_text="办结时限（工作日）")


class TalkBody(Body):
    """One talk."""

    organisation = serializers.CharField(max_length=32, help_text="被约谈单位代码")
    letter = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="约谈通知标识")
    project = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="项目标识")
    trigger = serializers.CharField(max_length=300, help_text="约谈事由")
    held_at = serializers.DateTimeField(help_text="约谈时间")
    place = serializers.CharField(max_length=120, help_text="约谈地点")
    led_by = serializers.CharField(max_length=120, help_text="约谈人")
    attendees = serializers.CharField(max_length=1000, help_text="参加人员")
    outcome = serializers.CharField(max_length=3000, help_text="约谈结果")
    follow_ups = FollowUpBody(  # type: ignore[call-arg]  # of the list
        many=True, required=False, default=list, max_length=10, help_text="约谈后交办"
    )


class TalkShown(serializers.Serializer):
    """A record as answered; it never changes."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本，恒为1")
    created_at = serializers.DateTimeField(help_text="登记时间")
    updated_at = serializers.DateTimeField(help_text="登记时间")
    organisation = serializers.CharField(help_text="被约谈单位代码")
    letter = serializers.UUIDField(allow_null=True, help_text="约谈通知标识")
    project = serializers.UUIDField(allow_null=True, help_text="项目标识")
    trigger = serializers.CharField(help_text="约谈事由")
    held_at = serializers.DateTimeField(help_text="约谈时间")
    place = serializers.CharField(help_text="约谈地点")
    led_by = serializers.CharField(help_text="约谈人")
    attendees = serializers.CharField(help_text="参加人员")
    outcome = serializers.CharField(help_text="约谈结果")
    items = serializers.ListField(child=serializers.UUIDField(), help_text="约谈后交办的事项")
    files = LetterFileShown(many=True, help_text="附件")


class TalkDoor(Door):
    """Records of talks."""

    tag = "约谈记录"
    shown = TalkShown
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "retrieve": Permission.DISPATCH_READ,
        "create": Permission.DISPATCH_WRITE,
    }

    @described("约谈记录列表", {200: paged(TalkShown)}, query=(PageQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        found = Talk.objects.visible_to(requester(request)).order_by().values("id", "held_at")
        return self.page(read_query(PageQuery, request), found, NEWEST, self.present)

    @described("约谈记录", {200: TalkShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One record."""
        return self.represent(self.show(pk))

    @described("登记约谈记录", {201: TalkShown}, body=TalkBody)
    @once
    def create(self, request: Request) -> Response:
        """Once for each notice."""
        by, values = requester(request), read_body(TalkBody, request)
        letter, project = values.pop("letter"), values.pop("project")
        told: dict[str, Any] = {"unit": organisation_of(values.pop("organisation"), by, "organisation")}
        told["letter"] = visible_letter(by, letter) if letter else None
        told["project"] = visible_project(by, project) if project else None
        told["follow_ups"] = [FollowUp(**one) for one in values.pop("follow_ups")]
        if by.scope_root is None:
            raise NotFound()
        issuing = told["letter"].organisation if letter else by.scope_root.city()
        if letter and not project:
            told["project"] = told["letter"].project
        made = services.record_talk(issuing, values, **told, by=by, now=timezone.now())
        return self.represent(self.show(made.pk), status=201, place=True)

    def show(self, pk: UUID) -> Row:
        """The visible record as answered, or 404."""
        if not Talk.objects.visible_to(requester(self.request)).filter(pk=pk).exists():
            raise NotFound("没有找到这次约谈记录，或它不在您的查看范围内。")
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered: three queries, however many."""
        whole = Talk.objects.select_related("unit").prefetch_related("items", "files")
        found = whole.in_bulk([row["id"] for row in rows])
        return [self._shown(found[row["id"]]) for row in rows]

    def _shown(self, talk: Talk) -> Row:
        return {
            **{name: getattr(talk, name) for name in SAME},
            "url": self.address("letter-talk-detail", talk.pk),
            "version": 1,
            "created_at": talk.recorded_at,
            "updated_at": talk.recorded_at,
            "organisation": talk.unit.code,
            "letter": talk.letter_id,
            "project": talk.project_id,
            "items": [row.item_id for row in talk.items.all()],
            "files": [file_row(file, self.address) for file in talk.files.all()],
        }
