"""API doors of packs: list and freeze those of a sitting, read one, take its files, plan automatic freezing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
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
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.dispatch.models import Series
from workflow.packs.answers import answer_of
from workflow.packs.content import to_json
from workflow.packs.kinds import FileKind, LeadUnit
from workflow.packs.models import FreezePlan, Pack
from workflow.packs.queries.seen import covers, latest_pack, seen_content, visible_meeting, visible_pack
from workflow.packs.services import freeze_pack, hand_out, set_plan

LATEST = Order("frozen_at", descending=True)
_KEYS = ("id", "frozen_at")


class FreezeBody(Body):
    """As of when, and for a further edition why."""

    cut_off = serializers.DateTimeField(required=False, allow_null=True, default=None, help_text="数据截止；不给为现在")
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200, help_text="重新定稿的原因（第2版起必填）"
    )


class PackFileShown(serializers.Serializer):
    """One printed form. The hash is that of the whole pack's file; an excerpt has other bytes."""

    kind = serializers.ChoiceField(FileKind.choices, help_text="格式")
    url = serializers.URLField(help_text="下载地址")
    size = serializers.IntegerField(help_text="全本字节数", allow_null=True)
    sha256 = serializers.CharField(help_text="全本文件校验码", allow_null=True)


class PackShown(serializers.Serializer):
    """One edition."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本：定稿后不变，恒为1")
    created_at = serializers.DateTimeField(help_text="定稿时间")
    updated_at = serializers.DateTimeField(help_text="定稿时间")
    meeting = serializers.UUIDField(help_text="调度会标识")
    edition = serializers.IntegerField(help_text="第几版")
    cut_off = serializers.DateTimeField(help_text="数据截止")
    since = serializers.DateTimeField(help_text="变化起点")
    reason = serializers.CharField(help_text="重新定稿的原因")
    is_automatic = serializers.BooleanField(help_text="按设置自动定稿")
    sha256 = serializers.CharField(help_text="全部内容的校验码（SHA-256）")
    is_excerpt = serializers.BooleanField(help_text="对调用方是否为节选（范围没有覆盖全域）")
    files = PackFileShown(many=True, help_text="文件")


class PackDetail(PackShown):
    """One edition with its content."""

    content = serializers.DictField(help_text="内容：节选时只含可查看的项目，不含统计")


class PlanBody(Body):
    """When packs of the series are frozen by themselves."""

    is_on = serializers.BooleanField(required=False, help_text="是否自动定稿")
    lead = serializers.IntegerField(required=False, min_value=0, max_value=240, help_text="提前量")
    unit = serializers.ChoiceField(LeadUnit.choices, required=False, help_text="提前量的单位")
    at = serializers.TimeField(required=False, help_text="按工作日时的定稿时刻")


class PlanShown(serializers.Serializer):
    """The plan of a series; version 0: never set."""

    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本；0 表示从未设置")
    series = serializers.UUIDField(help_text="系列标识")
    is_on = serializers.BooleanField(help_text="是否自动定稿")
    lead = serializers.IntegerField(help_text="提前量")
    unit = serializers.ChoiceField(LeadUnit.choices, help_text="提前量的单位")
    at = serializers.TimeField(help_text="按工作日时的定稿时刻")
    said = serializers.CharField(help_text="一句话说明")


class MeetingPackDoor(Door):
    """The packs of one sitting."""

    tag = "会议材料"
    shown = PackShown
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "latest": Permission.DISPATCH_READ,
        "create": Permission.DISPATCH_WRITE,
    }

    @described("调度会的会议材料", {200: paged(PackShown)}, query=(PageQuery,))
    def list(self, request: Request, pk: UUID) -> Response:
        """Latest first."""
        meeting = visible_meeting(requester(request), pk)
        query = read_query(PageQuery, request)
        rows = Pack.objects.filter(meeting=meeting).values(*_KEYS)
        return self.page(query, rows, LATEST, self.present)

    @described("调度会最新一版会议材料", {200: PackDetail}, query=(DetailQuery,))
    def latest(self, request: Request, pk: UUID) -> Response:
        """The newest edition with its content, so that nobody need list the editions first."""
        by = requester(request)
        return self.represent(pack_whole(self, latest_pack(by, pk), by), shown=PackDetail)

    @described("会议材料定稿", {201: PackShown}, body=FreezeBody)
    @once
    def create(self, request: Request, pk: UUID) -> Response:
        """Freeze the next edition."""
        by, now = requester(request), timezone.now()
        visible_meeting(by, pk)
        said = read_body(FreezeBody, request)
        made = freeze_pack(pk, cut_off=said["cut_off"] or now, reason=said["reason"], by=by, now=now)
        return self.represent(one(self.present([{"id": made.pk}])), status=201, place=True)

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order."""
        keys = [row["id"] for row in rows]
        related = Pack.objects.select_related("meeting__series__organisation")
        found = related.in_bulk(keys)
        return [pack_shown(self, found[key], requester(self.request)) for key in keys]


class PackDoor(Door):
    """One pack."""

    tag = "会议材料"
    shown = PackDetail
    required_scopes = {"retrieve": Permission.DISPATCH_READ, "file": Permission.DISPATCH_READ}

    @described("一份会议材料", {200: PackDetail}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With as much of its content as the caller may see."""
        by = requester(request)
        return self.represent(pack_whole(self, visible_pack(by, pk), by))

    @described("下载会议材料", {200: OpenApiTypes.BINARY})
    def file(self, request: Request, pk: UUID, kind: str) -> HttpResponse:
        """The kept bytes, or an excerpt of what the caller sees."""
        by = requester(request)
        return answer_of(hand_out(visible_pack(by, pk), kind, by=by, now=timezone.now()))


class PlanDoor(Door):
    """The plan of one series."""

    tag = "会议材料"
    shown = PlanShown
    required_scopes = {"retrieve": Permission.DISPATCH_READ, "update": Permission.DISPATCH_WRITE}

    @described("自动定稿设置", {200: PlanShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """As it is set; off where it never was."""
        return self.represent(self.show(request, pk))

    @described("设置自动定稿", {200: PlanShown}, body=PlanBody, needs_version=True)
    def update(self, request: Request, pk: UUID) -> Response:
        """Set it; what is not given stays."""
        known = self.show(request, pk)
        values = read_body(PlanBody, request)
        with unchanged(request, known["version"], show=lambda: self.show(request, pk)) as seen:
            set_plan(pk, values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(request, pk))

    def show(self, request: Request, pk: UUID) -> Row:
        """The plan of a visible series, or 404."""
        if not Series.objects.visible_to(requester(request)).filter(pk=pk).exists():
            raise NotFound()
        plan = FreezePlan.objects.filter(series=pk).first() or FreezePlan(series_id=pk, version=0)
        same = {name: getattr(plan, name) for name in ("version", "is_on", "lead", "unit", "at")}
        return {"url": self.address("meeting-series-pack-plan", pk), "series": pk, "said": str(plan), **same}


def pack_shown(door: Door, pack: Pack, by: Officer) -> Row:
    """One pack as answered, without its content."""
    is_excerpt = not covers(pack.meeting, by) or seen_content(pack, by).is_excerpt
    row: dict[str, Any] = {
        "id": pack.pk,
        "url": door.address("pack-detail", pack.pk),
        "version": 1,
        "created_at": pack.frozen_at,
        "updated_at": pack.frozen_at,
        "meeting": pack.meeting_id,
        "is_automatic": pack.automatic_for is not None,
        "is_excerpt": is_excerpt,
        **{name: getattr(pack, name) for name in ("edition", "cut_off", "since", "reason", "sha256")},
    }
    files = {kept.kind: kept for kept in pack.files.defer("data")} if not is_excerpt else {}
    return row | {"files": [_file(door, pack, kind, files.get(kind)) for kind in FileKind.values]}


def pack_whole(door: Door, pack: Pack, by: Officer) -> Row:
    """One pack as answered, with as much of its content as the reader may see."""
    return pack_shown(door, pack, by) | {"content": to_json(seen_content(pack, by))}


def _file(door: Door, pack: Pack, kind: str, kept: Any) -> Row:
    size, sha256 = (kept.size, kept.sha256) if kept else (None, None)
    return {"kind": kind, "url": door.address("pack-file", pack.pk, kind), "size": size, "sha256": sha256}
