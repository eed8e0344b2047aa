"""API doors of letters: list, draft, edit, send to be signed, sign, receive, answer, judge, file; and their files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.queries import visible_project
from projects.people.api import organisation_of
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.items.models import Item
from workflow.letters import downloads, services
from workflow.letters.api import bodies
from workflow.letters.api.shown import COLUMNS, shown
from workflow.letters.kinds import Format
from workflow.letters.models import Letter
from workflow.letters.policies import issuing_for
from workflow.letters.queries.listing import narrowed
from workflow.letters.queries.one import visible_attachment, visible_letter

NEWEST = Order("created_at", descending=True)
READ, WRITE = Permission.DISPATCH_READ, Permission.DISPATCH_WRITE
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class LetterDoor(Door):
    """Letters that the caller may know of."""

    tag = "督办函件"
    shown = bodies.LetterShown
    required_scopes = {
        **dict.fromkeys(("list", "retrieve", "pdf", "docx", "attachment"), READ),
        **dict.fromkeys(("sign", "refuse", "receive", "answer"), READ),
        **dict.fromkeys(("create", "partial_update", "submit", "recall", "drop"), WRITE),
        **dict.fromkeys(("accept", "send_back", "close"), WRITE),
    }

    @described("督办函件列表", {200: paged(bodies.LetterShown)}, query=(bodies.LetterQuery,))
    def list(self, request: Request) -> Response:
        """Newest first; ``waiting``: what the caller's unit has to receive or answer."""
        query, by = read_query(bodies.LetterQuery, request), requester(request)
        found = Letter.objects.to_answer_by(by) if query.get("waiting") else Letter.objects.visible_to(by)
        unit = organisation_of(query["organisation"], by, "organisation") if "organisation" in query else None
        rows = narrowed(found, {**query, "unit": unit}, on=timezone.localdate())
        if "project" in query:
            rows = rows.filter(project=query["project"])
        return self.page(query, rows.order_by().values("id", "created_at"), NEWEST, self.present)

    @described("督办函件", {200: bodies.LetterShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One letter."""
        return self.represent(self.show(pk))

    @described("起草函件", {201: bodies.LetterShown}, body=bodies.LetterBody)
    @once
    def create(self, request: Request) -> Response:
        """A draft by hand, issued by the caller's city, district or park."""
        by, values = requester(request), read_body(bodies.LetterBody, request)
        project, item = values.pop("project"), values.pop("item")
        told: dict[str, Any] = {"by": by, "now": timezone.now()}
        told["project"] = visible_project(by, project) if project else None
        told["item"] = self._item(item, by) if item else None
        made = services.draft_letter(issuing_for(by), _with_unit(values, by), **told)
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("修改函件", {200: bodies.LetterShown}, body=bodies.LetterFields, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Before it is sent to be signed."""
        values = read_body(bodies.LetterFields, request, partial=True)
        by = requester(request)
        with unchanged(request, self.show(pk)["version"], show=lambda: self.show(pk)) as seen:
            services.edit_letter(pk, _with_unit(values, by), by=by, now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    @described("送签", {200: bodies.LetterShown}, body=bodies.LetterSubmitBody, needs_version=True)
    @once
    def submit(self, request: Request, pk: UUID) -> Response:
        """Put it before one person."""
        self.show(pk)
        values = read_body(bodies.LetterSubmitBody, request)
        signer = one_or_none(Officer.objects.visible_to(requester(request)).filter(pk=values["signer"]))
        if signer is None:
            raise Invalid("没有找到这个人员，或不在您的查看范围内。", "signer", "unknown_officer")
        return self._act(request, pk, services.submit_letter, {**values, "signer": signer})

    @described("撤回送签", {200: bodies.LetterShown}, body=bodies.LetterSilentBody, needs_version=True)
    @once
    def recall(self, request: Request, pk: UUID) -> Response:
        """Before it is signed."""
        return self._read(request, pk, services.recall_letter, bodies.LetterSilentBody)

    @described("不予发函", {200: bodies.LetterShown}, body=bodies.LetterReasonBody, needs_version=True)
    @once
    def drop(self, request: Request, pk: UUID) -> Response:
        """With the reason."""
        return self._read(request, pk, services.drop_letter, bodies.LetterReasonBody)

    @described("签发", {200: bodies.LetterShown}, body=bodies.LetterSilentBody, needs_version=True)
    @once
    def sign(self, request: Request, pk: UUID) -> Response:
        """By the person it was put before, in person: keys never sign."""
        return self._read(request, pk, services.sign_letter, bodies.LetterSilentBody)

    @described("签发退回修改", {200: bodies.LetterShown}, body=bodies.LetterReasonBody, needs_version=True)
    @once
    def refuse(self, request: Request, pk: UUID) -> Response:
        """Say what is to be changed."""
        return self._read(request, pk, services.refuse_letter, bodies.LetterReasonBody)

    @described("签收", {200: bodies.LetterShown}, body=bodies.LetterSilentBody, needs_version=True)
    @once
    def receive(self, request: Request, pk: UUID) -> Response:
        """By the unit."""
        return self._read(request, pk, services.receive_letter, bodies.LetterSilentBody)

    @described("回复函件", {200: bodies.LetterShown}, body=bodies.LetterAnswerBody, needs_version=True)
    @once
    def answer(self, request: Request, pk: UUID) -> Response:
        """By the unit, as JSON or as a form with files."""
        return self._read(request, pk, services.answer_letter, bodies.LetterAnswerBody)

    @described("采纳回复", {200: bodies.LetterShown}, body=bodies.LetterNoteBody, needs_version=True)
    @once
    def accept(self, request: Request, pk: UUID) -> Response:
        """By the office."""
        return self._read(request, pk, services.accept_answer, bodies.LetterNoteBody)

    @described("退回回复", {200: bodies.LetterShown}, body=bodies.LetterReasonBody, needs_version=True)
    @once
    def send_back(self, request: Request, pk: UUID) -> Response:
        """By the office, with the reason."""
        return self._read(request, pk, services.return_answer, bodies.LetterReasonBody)

    @described("函件归档", {200: bodies.LetterShown}, body=bodies.LetterNoteBody, needs_version=True)
    @once
    def close(self, request: Request, pk: UUID) -> Response:
        """The end."""
        return self._read(request, pk, services.file_letter, bodies.LetterNoteBody)

    @described("下载签发文件（版式）", BINARY)
    def pdf(self, request: Request, pk: UUID) -> FileResponse:
        """The bytes that were signed."""
        return self._copy(request, pk, Format.PDF)

    @described("下载签发文件（可编辑）", BINARY)
    def docx(self, request: Request, pk: UUID) -> FileResponse:
        """The bytes that were signed."""
        return self._copy(request, pk, Format.DOCX)

    @staticmethod
    def _copy(request: Request, pk: UUID, format_: str) -> FileResponse:
        letter = visible_letter(requester(request), pk)
        found = letter.copies.select_related("letter").filter(format=format_).first()
        if found is None:
            raise NotFound("这件函还没有签发，没有签发文件。")
        return downloads.signed_copy(found)

    @described("下载函件附件", BINARY)
    def attachment(self, request: Request, pk: UUID) -> FileResponse:
        """A file of an answer or of a talk."""
        return downloads.attachment(visible_attachment(requester(request), pk))

    def _read(
        self, request: Request, pk: UUID, service: Callable[..., Any], body: type[serializers.Serializer]
    ) -> Response:
        """The body is read once it is clear that the letter is in sight."""
        self.show(pk)
        return self._act(request, pk, service, read_body(body, request))

    def _act(self, request: Request, pk: UUID, service: Callable[..., Any], values: Row) -> Response:
        """One act on a letter the caller has seen in its present version."""
        with unchanged(request, self.show(pk)["version"], show=lambda: self.show(pk)) as seen:
            service(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    @staticmethod
    def _item(key: UUID, by: Officer) -> Item:
        found = one_or_none(Item.objects.visible_to(by).select_related("lead", "project", "issuer").filter(pk=key))
        if found is None:
            raise NotFound("没有找到这件交办事项，或它不在您的查看范围内。")
        return found

    def show(self, pk: UUID) -> Row:
        """The visible letter as answered, or 404."""
        if not Letter.objects.visible_to(requester(self.request)).filter(pk=pk).exists():
            raise NotFound("没有找到这件函，或它不在您的查看范围内。")
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: six queries, however many."""
        whole = Letter.objects.select_related("organisation", "unit")
        found = whole.prefetch_related(*COLUMNS).in_bulk([row["id"] for row in rows])
        return [shown(found[row["id"]], self.address) for row in rows]


def _with_unit(values: Row, by: Officer) -> Row:
    code = values.pop("organisation", None)
    return {**values, "unit": organisation_of(code, by, "organisation")} if code else values
