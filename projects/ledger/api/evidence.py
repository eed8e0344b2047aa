"""API doors of evidence 佐证材料."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse
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
from projects.gateway.rendering import FormParser
from projects.ledger.downloads import attachment
from projects.ledger.models import Evidence, EvidenceKind
from projects.ledger.queries import visible_project
from projects.ledger.services import add_evidence, withdraw_evidence
from projects.people.roles import Permission
from projects.rows import one_or_none

NEWEST = Order("uploaded_at", descending=True)


class EvidenceBody(Body):
    """A form with one file."""

    kind = serializers.ChoiceField(EvidenceKind.choices, help_text="材料类型")
    file = serializers.FileField(max_length=200, help_text="文件：PDF、图片或 Office 文档，不超过 50 MB")
    title = serializers.CharField(required=False, allow_blank=True, max_length=120, default="", help_text="标题")
    issued_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="出具日期")


class WithdrawBody(Body):
    """Why."""

    reason = serializers.CharField(max_length=200, help_text="作废理由")


class EvidenceShown(serializers.Serializer):
    """A document as answered. It never changes: its version is 1, and 2 once it is void."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本：1，作废后为 2")
    created_at = serializers.DateTimeField(help_text="上传时间")
    updated_at = serializers.DateTimeField(help_text="上传或作废时间")
    project = serializers.UUIDField(help_text="项目标识")
    kind = serializers.ChoiceField(EvidenceKind.choices, help_text="材料类型")
    title = serializers.CharField(help_text="标题")
    filename = serializers.CharField(help_text="原文件名")
    content_type = serializers.CharField(help_text="内容类型")
    size = serializers.IntegerField(help_text="大小（字节）")
    sha256 = serializers.CharField(help_text="SHA-256")
    issued_on = serializers.DateField(allow_null=True, help_text="出具日期")
    item = serializers.UUIDField(help_text="材料组：同一份材料的多个文件相同")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="作废时间")
    withdrawn_reason = serializers.CharField(help_text="作废理由")
    file = serializers.URLField(help_text="下载地址")


class EvidenceQuery(PageQuery):
    """Filters."""

    kind = serializers.ChoiceField(EvidenceKind.choices, required=False, help_text="材料类型")


class EvidenceDoor(Door):
    """Documents of one project."""

    tag = "佐证材料"
    shown = EvidenceShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "file": Permission.PROJECT_READ,
        "create": Permission.PROJECT_WRITE,
        "withdraw": (Permission.PROJECT_WRITE, Permission.CLAIM_VERIFY),
    }
    parser_classes = [FormParser]
    columns = (
        *("id", "project_id", "kind", "title", "filename", "content_type", "size", "sha256", "issued_on", "item"),
        *("withdrawn_at", "withdrawn_reason"),
    )

    @described("佐证材料列表", {200: paged(EvidenceShown)}, query=(EvidenceQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """Newest first."""
        visible_project(requester(request), project_id)
        query = read_query(EvidenceQuery, request)
        found = Evidence.objects.filter(project=project_id)
        if "kind" in query:
            found = found.filter(kind=query["kind"])
        return self.page(query, found.values(*self.columns, "uploaded_at"), NEWEST, self.present)

    @described("佐证材料", {200: EvidenceShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One document."""
        return self.represent(self.show(request, project_id, pk))

    @described("上传佐证材料", {201: EvidenceShown}, body=EvidenceBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """A new document."""
        visible_project(requester(request), project_id)
        values = read_body(EvidenceBody, request)
        made = add_evidence(project_id, **values, by=requester(request), now=timezone.now())
        return self.represent(self.show(request, project_id, made.pk), status=201, place=True)

    @described("下载佐证材料", {(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def file(self, request: Request, project_id: UUID, pk: UUID) -> FileResponse:
        """The file, always as an attachment that no browser may run."""
        document = one_or_none(Evidence.objects.visible_to(requester(request)).filter(project=project_id, pk=pk))
        if document is None:
            raise NotFound()
        return attachment(document)

    @described("作废佐证材料", {200: EvidenceShown}, body=WithdrawBody, needs_version=True)
    @once
    def withdraw(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """It proves nothing any more and stays readable."""
        known = self.show(request, project_id, pk)
        why = read_body(WithdrawBody, request)["reason"]
        with unchanged(request, known["version"], show=lambda: self.show(request, project_id, pk)):
            withdraw_evidence(pk, reason=why, by=requester(request), now=timezone.now())
        return self.represent(self.show(request, project_id, pk))

    def show(self, request: Request, project_id: UUID, pk: UUID) -> Row:
        """The visible document as answered, or 404."""
        return show_evidence(self, project_id, pk)

    def present(self, rows: Rows) -> Rows:
        """Rows with addresses."""
        return present_evidence(self, rows)


def show_evidence(door: Door, project_id: UUID, pk: UUID) -> Row:
    """The visible document as answered, or 404."""
    found = Evidence.objects.visible_to(requester(door.request)).filter(project=project_id, pk=pk)
    rows = list(found.values(*EvidenceDoor.columns, "uploaded_at"))
    if not rows:
        raise NotFound()
    return one(present_evidence(door, rows))


def present_evidence(door: Door, rows: Rows) -> Rows:
    """Rows of one project with addresses."""
    if not rows:
        return []
    base = door.address("evidence-list", rows[0]["project_id"])
    return [
        {"id": row["id"], "url": f"{base}{row['id']}/", "version": 2 if row["withdrawn_at"] else 1}
        | {"created_at": row["uploaded_at"], "updated_at": row["withdrawn_at"] or row["uploaded_at"]}
        | {"project": row["project_id"]}
        | {name: row[name] for name in EvidenceDoor.columns[2:]}
        | {"file": f"{base}{row['id']}/file/"}
        for row in rows
    ]
