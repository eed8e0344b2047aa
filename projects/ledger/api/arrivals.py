"""API doors of evidence that arrives in parts: announce, send from an offset, ask for the offset, complete."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid
from projects.gateway.bodies import Body, read_body
from projects.gateway.doors import DetailQuery, Door, Row, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described
from projects.gateway.refusals import Refusal
from projects.gateway.weights import heavy
from projects.ledger.api.evidence import EvidenceShown, show_evidence
from projects.ledger.arriving import WrongOffset, last_part
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import Arrival
from projects.ledger.services import add_part, begin_arrival, complete_arrival, give_up_arrival, open_arrival
from projects.ledger.services.arrivals import KEPT
from projects.people.roles import Permission

PART_TYPE = "application/offset+octet-stream"
MOST_PART = 8 * 1024 * 1024
OFFSET = OpenApiParameter(
    "Upload-Offset", OpenApiTypes.INT, OpenApiParameter.HEADER, required=True, description="这一段从第几字节开始"
)


class UploadBody(Body):
    """What will come."""

    kind = serializers.ChoiceField(EvidenceKind.choices, help_text="材料类型")
    filename = serializers.CharField(max_length=200, help_text="文件名，含扩展名")
    size = serializers.IntegerField(min_value=1, help_text="文件大小（字节），不超过 50 MB")
    sha256 = serializers.CharField(min_length=64, max_length=64, help_text="整个文件的 SHA-256（十六进制）")
    title = serializers.CharField(required=False, allow_blank=True, max_length=120, help_text="标题，默认文件名")
    issued_on = serializers.DateField(required=False, allow_null=True, help_text="出具日期")


class UploadShown(serializers.Serializer):
    """How far it is."""

    id = serializers.UUIDField(help_text="上传标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本：已收到的字节数加一；收到的内容被清除后回到 1")
    project = serializers.UUIDField(help_text="项目标识")
    kind = serializers.ChoiceField(EvidenceKind.choices, help_text="材料类型")
    title = serializers.CharField(help_text="标题")
    filename = serializers.CharField(help_text="文件名")
    issued_on = serializers.DateField(allow_null=True, help_text="出具日期")
    size = serializers.IntegerField(help_text="文件大小（字节）")
    sha256 = serializers.CharField(help_text="声明的 SHA-256")
    offset = serializers.IntegerField(help_text="已收到的字节数，下一段从这里开始")
    part_size = serializers.IntegerField(help_text="一段最多多少字节")
    created_at = serializers.DateTimeField(help_text="开始时间")
    updated_at = serializers.DateTimeField(help_text="最近一段的收到时间；还没有时为开始时间")
    kept_hours = serializers.IntegerField(help_text="没有进展多少小时后清除")


class UploadsDoor(Door):
    """Where an upload begins."""

    tag = "佐证材料"
    shown = UploadShown
    required_scopes = {"create": Permission.PROJECT_WRITE}

    @described("开始分段上传", {201: UploadShown}, body=UploadBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Announce a file of a project one may add evidence to."""
        values = {"issued_on": None, **read_body(UploadBody, request)}
        made = begin_arrival(project_id, **values, by=requester(request), now=timezone.now())
        return _shown(self, made, status=201)


class UploadDoor(Door):
    """One upload, for whoever may add this evidence to its project."""

    tag = "佐证材料"
    shown = UploadShown
    required_scopes = {
        action: Permission.PROJECT_WRITE for action in ("retrieve", "partial_update", "complete", "destroy")
    }

    @described("分段上传的进度", {200: UploadShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """HEAD as well: ``Upload-Offset`` says where the next part begins."""
        return _shown(self, open_arrival(pk, by=requester(request)))

    @described("上传一段", {200: UploadShown}, body={PART_TYPE: OpenApiTypes.BINARY}, query=(OFFSET,))
    @heavy(MOST_PART)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """The part that begins at ``Upload-Offset``: that header is the precondition, so ``If-Match`` is not asked."""
        open_arrival(pk, by=requester(request))
        kind = (request.content_type or "").split(";")[0].strip().lower()
        if kind != PART_TYPE:
            if kind == "application/json":
                read_body(Body, request)  # a field that nobody may send is named before the type is refused
            raise UnsupportedMediaType(request.content_type or "")
        at = _offset_of(request)
        try:
            arrival, _ = add_part(pk, request._request.body, at=at, by=requester(request))
        except WrongOffset as wrong:
            current = _row(self, open_arrival(pk, by=requester(request)))
            raise Refusal(409, "wrong_offset", wrong.detail, current=current) from wrong
        return _shown(self, arrival)

    @described("完成分段上传", {201: EvidenceShown})
    @once
    def complete(self, request: Request, pk: UUID) -> Response:
        """Examine what has arrived like any other evidence, and keep it."""
        read_body(Body, request)
        kept = complete_arrival(pk, by=requester(request), now=timezone.now())
        return self.represent(show_evidence(self, kept.project_id, kept.pk), status=201, place=True)

    @described("放弃分段上传", {204: None})
    def destroy(self, request: Request, pk: UUID) -> HttpResponse:
        """Forget it; nobody else can have changed it, so ``If-Match`` is not asked."""
        read_body(Body, request)
        give_up_arrival(pk, by=requester(request), now=timezone.now())
        return HttpResponse(status=204)


def _offset_of(request: Request) -> int:
    text = request.headers.get("Upload-Offset", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid("请在 Upload-Offset 中给出这一段从第几字节开始。", "Upload-Offset", "required")
    return int(text)


def _row(door: Door, arrival: Arrival) -> Row:
    """A part is all that changes an upload: its offset tells its versions apart."""
    offset, at = last_part(arrival.pk)
    told = ("id", "kind", "title", "filename", "issued_on", "size", "sha256", "created_at")
    return {
        **{name: getattr(arrival, name) for name in told},
        "url": door.address("upload-detail", arrival.pk),
        "version": offset + 1,
        "updated_at": at or arrival.created_at,
        "project": arrival.project_id,
        "offset": offset,
        "part_size": MOST_PART,
        "kept_hours": int(KEPT.total_seconds()) // 3600,
    }


def _shown(door: Door, arrival: Arrival, *, status: int = 200) -> Response:
    row = _row(door, arrival)
    told = {"Upload-Offset": str(row["offset"]), "Upload-Length": str(arrival.size), "Cache-Control": "no-store"}
    response = door.represent(row, status=status, place=status == 201)
    for name, value in told.items():
        response[name] = value
    return response
