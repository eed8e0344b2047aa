"""API doors of 会前征询: what is asked, what was sent; a unit answers with text and files."""

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
from projects.gateway.rendering import FormParser, JSONParser
from projects.people.api import organisation_of
from projects.people.models import Organisation
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.dispatch.downloads import attachment
from workflow.dispatch.models import MaterialAnswer, MaterialFile, MaterialRequest
from workflow.dispatch.services import answer_request, withdraw_request

NEAREST = Order("due_on", descending=True)
ANSWERS = (Permission.PROJECT_WRITE, Permission.CLAIM_WRITE, Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE)


class MaterialAnswerBody(Body):
    """What a unit sends; as JSON, or as a form with files."""

    progress = serializers.CharField(max_length=2000, help_text="进展情况")
    problem = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000, help_text="存在问题")
    asked_for = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=1000, help_text="需要协调事项"
    )
    files = serializers.ListField(
        child=serializers.FileField(max_length=200), required=False, max_length=10, help_text="附件，最多10个"
    )


class UnaskBody(Body):
    """Nothing is to be said."""


class FileShown(serializers.Serializer):
    """A file of an answer."""

    id = serializers.UUIDField(help_text="标识")
    filename = serializers.CharField(help_text="原文件名")
    content_type = serializers.CharField(help_text="内容类型")
    size = serializers.IntegerField(help_text="大小（字节）")
    sha256 = serializers.CharField(help_text="SHA-256")
    file = serializers.URLField(help_text="下载地址")


class AnswerShown(serializers.Serializer):
    """One answer."""

    progress = serializers.CharField(help_text="进展情况")
    problem = serializers.CharField(help_text="存在问题")
    asked_for = serializers.CharField(help_text="需要协调事项")
    by = serializers.UUIDField(help_text="报送人")
    at = serializers.DateTimeField(help_text="报送时间")
    files = FileShown(many=True, help_text="附件")


class MaterialShown(serializers.Serializer):
    """A request as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="征询时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    meeting = serializers.UUIDField(help_text="会议标识")
    entry = serializers.IntegerField(help_text="议题标识")
    project = serializers.UUIDField(help_text="项目标识")
    project_name = serializers.CharField(help_text="项目名称")
    organisation = serializers.CharField(help_text="报送单位代码")
    wanted = serializers.CharField(help_text="要求")
    due_on = serializers.DateField(help_text="报送期限")
    answered_at = serializers.DateTimeField(allow_null=True, help_text="首次报送时间")
    is_late = serializers.BooleanField(help_text="逾期：期限后才报送，或期限已过仍未报送")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="撤回时间")
    answers = AnswerShown(many=True, help_text="报送内容，最近的在前")


class MaterialQuery(PageQuery):
    """Filters."""

    meeting = serializers.UUIDField(required=False, help_text="会议标识")
    organisation = serializers.CharField(required=False, max_length=32, help_text="报送单位及其下属（单位代码）")
    answered = serializers.BooleanField(required=False, help_text="是否已报送")
    late = serializers.BooleanField(required=False, help_text="true：只看期限已过、仍未报送的")


class MaterialDoor(Door):
    """Requests for material."""

    tag = "调度会"
    shown = MaterialShown
    parser_classes = [JSONParser, FormParser]
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "retrieve": Permission.DISPATCH_READ,
        "file": Permission.DISPATCH_READ,
        "answer": ANSWERS,
        "withdraw": Permission.DISPATCH_WRITE,
    }

    @described("会前征询列表", {200: paged(MaterialShown)}, query=(MaterialQuery,))
    def list(self, request: Request) -> Response:
        """Latest deadline first."""
        query, by = read_query(MaterialQuery, request), requester(request)
        found = MaterialRequest.objects.visible_to(by)
        if "meeting" in query:
            found = found.filter(entry__meeting=query["meeting"])
        if "organisation" in query:
            root = organisation_of(query["organisation"], by, "organisation")
            found = found.filter(organisation__in=Organisation.objects.under(root))
        if "answered" in query:
            found = found.filter(answered_at__isnull=not query["answered"])
        if query.get("late"):
            found = found.open().filter(due_on__lt=timezone.localdate())
        return self.page(query, found.values("id", "due_on"), NEAREST, self.present)

    @described("会前征询", {200: MaterialShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One request."""
        return self.represent(self.show(request, pk))

    @described("报送汇报材料", {200: MaterialShown}, body=MaterialAnswerBody, needs_version=True)
    @once
    def answer(self, request: Request, pk: UUID) -> Response:
        """One more answer; earlier ones stay."""
        known = self.show(request, pk)
        values = read_body(MaterialAnswerBody, request)
        with unchanged(request, known["version"], show=lambda: self.show(request, pk)) as seen:
            answer_request(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(request, pk))

    @described("撤回征询", {200: MaterialShown}, body=UnaskBody, needs_version=True)
    @once
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Asked no longer."""
        known = self.show(request, pk)
        read_body(UnaskBody, request)
        with unchanged(request, known["version"], show=lambda: self.show(request, pk)):
            withdraw_request(pk, by=requester(request), now=timezone.now())
        return self.represent(self.show(request, pk))

    @described("下载汇报材料", {(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def file(self, request: Request, pk: UUID, file_id: UUID) -> FileResponse:
        """Always as an attachment that no browser may run."""
        self.show(request, pk)
        kept = one_or_none(MaterialFile.objects.filter(pk=file_id, answer__request=pk))
        if kept is None:
            raise NotFound()
        return attachment(kept)

    def show(self, request: Request, pk: UUID) -> Row:
        """The visible request as answered, or 404."""
        if not MaterialRequest.objects.visible_to(requester(request)).filter(pk=pk).exists():
            raise NotFound()
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order."""
        return materials_of([row["id"] for row in rows], self.address("material-requests-list"))


def materials_of(keys: list[UUID], base: str) -> Rows:
    """Requests as answered, in the order of ``keys``: three queries, however many."""
    whole = MaterialRequest.objects.select_related("entry__project", "organisation").prefetch_related("answers__files")
    found = whole.in_bulk(keys)
    return [_shown(found[key], f"{base}{key}/") for key in keys]


def _shown(asked: MaterialRequest, url: str) -> Row:
    entry, same = asked.entry, ("id", "version", "updated_at", "wanted", "due_on", "answered_at", "withdrawn_at")
    answers = sorted(asked.answers.all(), key=lambda one: (one.at, one.pk), reverse=True)
    return {
        **{name: getattr(asked, name) for name in same},
        "url": url,
        "created_at": asked.asked_at,
        "meeting": entry.meeting_id,
        "entry": entry.pk,
        "project": entry.project_id,
        "project_name": entry.project.name,
        "organisation": asked.organisation.code,
        "is_late": asked.is_late(timezone.localdate()),
        "answers": [_answer(one, url) for one in answers],
    }


def _answer(one: MaterialAnswer, url: str) -> Row:
    files = [
        {name: getattr(kept, name) for name in ("id", "filename", "content_type", "size", "sha256")}
        | {"file": f"{url}files/{kept.pk}/"}
        for kept in one.files.all()
    ]
    same = {name: getattr(one, name) for name in ("progress", "problem", "asked_for", "at")}
    return {**same, "by": one.by_id, "files": files}
