"""API doors of the minutes of a sitting: read, draft, edit, acknowledge, download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Conflict, Invalid, NotFound
from projects.gateway.bodies import Body, read_body
from projects.gateway.doors import DetailQuery, Door, Row, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described
from projects.gateway.preconditions import unchanged
from projects.people.roles import Permission
from workflow.minutes import services
from workflow.minutes.api.shown import MinutesShown, minutes_row, version_of
from workflow.minutes.kinds import LONGEST_TEXT
from workflow.minutes.models import Decision, Minutes
from workflow.minutes.policies import check_may_edit, check_may_record
from workflow.minutes.queries.reading import minutes_of, sitting_of
from workflow.minutes.services.drafting import LONGEST_PARAGRAPH, MOST_PARAGRAPHS, MOST_SECTIONS
from workflow.minutes.services.locks import NO_DRAFT

MOST_DECISIONS = 200


class SectionBody(Body):
    """A further section as written."""

    heading = serializers.CharField(required=False, allow_blank=True, default="", max_length=80, help_text="小标题")
    paragraphs = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_PARAGRAPH), max_length=MOST_PARAGRAPHS, help_text="段落"
    )


class WordingBody(Body):
    """A decision in other words; units, person and deadline stay as issued."""

    id = serializers.UUIDField(help_text="议定事项标识")
    text = serializers.CharField(max_length=LONGEST_TEXT, help_text="议定事项")


class MinutesBody(Body):
    """The draft as written; what is not named stays."""

    opening = serializers.CharField(required=False, max_length=2000, help_text="开头")
    sections = serializers.ListField(
        child=SectionBody(), required=False, max_length=MOST_SECTIONS, help_text="其他内容，整个替换"
    )
    decisions = serializers.ListField(
        child=WordingBody(), required=False, max_length=MOST_DECISIONS, help_text="要改文字的议定事项"
    )


class DraftBody(Body):
    """Nothing is to be said: the draft is written by rule."""


class AcknowledgeBody(Body):
    """Nothing is to be said."""


class OfMinutes(Door):
    """What the doors of minutes share; ``pk`` is the sitting's."""

    tag = "会议纪要"
    shown = MinutesShown

    def found(self, request: Request, pk: UUID) -> Minutes:
        """The minutes as far as they exist for the caller, or 404."""
        by = requester(request)
        found = minutes_of(sitting_of(pk, by), by)
        if found is None:
            raise NotFound("这次会议还没有您能查看的纪要。")
        return found

    def kept(self, request: Request, pk: UUID, body: type[Body]) -> tuple[Minutes, Row]:
        """For their writers, with what they say; 403 for anybody else, 409 before they are drafted."""
        by = requester(request)
        meeting = sitting_of(pk, by)
        check_may_edit(meeting, by)
        said = read_body(body, request)
        found = minutes_of(meeting, by)
        if found is None:
            raise Conflict(NO_DRAFT, "no_minutes")
        return found, said

    def show(self, request: Request, pk: UUID) -> Row:
        """As answered, or 404."""
        return self.row(request, self.found(request, pk))

    def row(self, request: Request, found: Minutes) -> Row:
        """As answered to the caller."""
        return minutes_row(found, requester(request), self.address("meeting-minutes", found.meeting_id))

    def answer(self, request: Request, pk: UUID, **more: Any) -> Response:
        """As they are now, with their entity tag."""
        return self.represent(self.show(request, pk), **more)


class MinutesDoor(OfMinutes):
    """The minutes of one sitting. The chair writes too, who needs no ``dispatch:write``: services say who may."""

    required_scopes = {
        "retrieve": Permission.DISPATCH_READ,
        "draft": Permission.DISPATCH_WRITE,
        "partial_update": Permission.DISPATCH_READ,
        "acknowledge": Permission.DISPATCH_READ,
        "file": Permission.DISPATCH_READ,
    }

    @described("会议纪要", {200: MinutesShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The minutes, or 404 where none exist for the caller."""
        return self.answer(request, pk)

    @described("起草会议纪要", {201: MinutesShown, 200: MinutesShown}, body=DraftBody)
    @once
    def draft(self, request: Request, pk: UUID) -> Response:
        """Written by rule from what is on record; 200 with the draft that is there already."""
        by, now = requester(request), timezone.now()
        read_body(DraftBody, request)
        meeting = sitting_of(pk, by)
        check_may_record(meeting, by)
        is_new = minutes_of(meeting, by) is None
        made = services.draft_minutes(pk, by=by, now=now)
        is_new = is_new and made.created_at == now
        return self.answer(request, pk, status=201 if is_new else 200, place=is_new)

    @described("修改会议纪要（确认前）", {200: MinutesShown}, body=MinutesBody, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Opening, sections, words of decisions."""
        known, values = self.kept(request, pk, MinutesBody)
        if not values:
            raise Invalid("请给出要修改的 opening、sections 或 decisions。", "opening", "required")
        with unchanged(request, version_of(known), show=lambda: self.show(request, pk)) as seen:
            services.edit_minutes(
                pk,
                opening=values.get("opening", known.opening),
                sections=values.get("sections", known.sections),
                wordings=wordings(values.get("decisions", []), known),
                by=requester(request),
                now=timezone.now(),
                expected_version=seen,
            )
        return self.answer(request, pk)

    @described("签收会议纪要", {200: MinutesShown}, body=AcknowledgeBody)
    @once
    def acknowledge(self, request: Request, pk: UUID) -> Response:
        """By the one to whom it was sent."""
        read_body(AcknowledgeBody, request)
        self.found(request, pk)
        services.acknowledge_minutes(pk, by=requester(request), now=timezone.now())
        return self.answer(request, pk)

    @described("下载会议纪要（docx 或 pdf）", {(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def file(self, request: Request, pk: UUID, kind: str) -> HttpResponse:
        """The newest edition as it was kept, always as an attachment."""
        found = self.found(request, pk)
        edition = found.editions.order_by("-edition").first()
        if edition is None or kind not in ("docx", "pdf"):
            raise NotFound("纪要确认后才有文件可下载。")
        services.record_download(found, kind=kind, by=requester(request), now=timezone.now())
        content = bytes(edition.docx if kind == "docx" else edition.pdf)
        answer = HttpResponse(content, content_type="application/octet-stream")
        answer["Content-Disposition"] = f'attachment; filename="minutes.{kind}"'
        return answer


def wordings(said: list[Row], known: Minutes) -> dict[UUID, str]:
    """Decision → its words, each of the sitting and once, or Invalid."""
    found = {one["id"]: one["text"] for one in said}
    mine = Decision.objects.standing().filter(meeting=known.meeting_id, pk__in=found).count() if found else 0
    if not len(said) == len(found) == mine:
        raise Invalid("有议定事项不属于这次会议、已经撤去或写了两次，请核对 decisions。", "decisions")
    return found
