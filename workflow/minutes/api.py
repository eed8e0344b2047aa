"""API doors: decisions of a sitting, its minutes, their acknowledgement and their bytes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, read_body
from projects.gateway.doors import DetailQuery, Door, Row, requester
from projects.gateway.idempotency import key_of, once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import undivided
from projects.ledger.models import Project
from projects.people.api import organisation_of
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.minutes import services
from workflow.minutes.kinds import LONGEST_REASON, LONGEST_TEXT, MinutesState, PresenceState
from workflow.minutes.models import Decision, Edition, Minutes
from workflow.minutes.policies import check_may_record
from workflow.minutes.queries.reading import decisions_of, minutes_of, sitting_of
from workflow.minutes.services import Due
from workflow.minutes.wording import CALENDAR, WORKING

NAMESPACE = UUID("8f0c9a58-6f0b-5c7c-9b39-3f1f0a8e2d11")
"""For keys of decisions made out of an ``Idempotency-Key`` and its caller."""
COUNTINGS = [(WORKING, "工作日"), (CALENDAR, "自然日")]


class DecisionBody(Body):
    """A decision with its deadline: a date, or a number of working or calendar days."""

    text = serializers.CharField(max_length=LONGEST_TEXT, help_text="议定事项")
    project = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="议题项目，不涉及项目的留空"
    )
    lead = serializers.CharField(max_length=32, help_text="牵头单位代码")
    joint = serializers.ListField(
        child=serializers.CharField(max_length=32),
        required=False,
        default=list,
        max_length=20,
        help_text="配合单位代码",
    )
    officer = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="责任人标识")
    due_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="完成日期")
    days = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=400, help_text="或天数"
    )
    counting = serializers.ChoiceField(COUNTINGS, required=False, default=WORKING, help_text="天数算法")


class MeetingDecisionShown(serializers.Serializer):
    """A decision as answered."""

    id = serializers.UUIDField(help_text="标识")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="记录时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    number = serializers.IntegerField(help_text="记录顺序")
    text = serializers.CharField(help_text="议定事项")
    project = serializers.UUIDField(allow_null=True, help_text="项目标识")
    lead = serializers.CharField(help_text="牵头单位代码")
    joint = serializers.ListField(child=serializers.CharField(), help_text="配合单位代码")
    officer = serializers.UUIDField(allow_null=True, help_text="责任人标识")
    due_on = serializers.DateField(help_text="完成时限")
    days = serializers.IntegerField(allow_null=True, help_text="时限天数")
    counting = serializers.CharField(help_text="天数算法")
    item = serializers.UUIDField(help_text="交办事项标识")
    item_number = serializers.CharField(help_text="交办事项编号")


class DropBody(Body):
    """Why a decision is left out."""

    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="撤去理由")


class AcknowledgeBody(Body):
    """Nothing is to be said."""


class PresenceShown(serializers.Serializer):
    """Somebody present, excused or sitting in."""

    name = serializers.CharField(help_text="姓名")
    unit = serializers.CharField(help_text="单位职务")
    state = serializers.ChoiceField(PresenceState.choices, help_text="出席情况")
    reason = serializers.CharField(help_text="请假事由")
    deputy = serializers.CharField(help_text="代为出席的人")


class SectionShown(serializers.Serializer):
    """A further section."""

    heading = serializers.CharField(help_text="小标题")
    paragraphs = serializers.ListField(child=serializers.CharField(), help_text="段落")


class CorrectionShown(serializers.Serializer):
    """An addition to locked minutes."""

    number = serializers.IntegerField(help_text="序号")
    text = serializers.CharField(help_text="更正内容")
    reason = serializers.CharField(help_text="更正理由")
    at = serializers.DateTimeField(help_text="更正时间")


class MinutesShown(serializers.Serializer):
    """The minutes of a sitting."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本，更正后加一")
    created_at = serializers.DateTimeField(help_text="起草时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    meeting = serializers.UUIDField(help_text="调度会标识")
    title = serializers.CharField(help_text="标题")
    state = serializers.ChoiceField(MinutesState.choices, help_text="状态")
    number = serializers.CharField(help_text="文号")
    opening = serializers.CharField(help_text="开头")
    sections = SectionShown(many=True, help_text="其他内容")
    presences = PresenceShown(many=True, help_text="出席情况")
    decisions = MeetingDecisionShown(many=True, help_text="议定事项")
    corrections = CorrectionShown(many=True, help_text="更正")
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text="确认时间")
    pack_sha256 = serializers.CharField(help_text="会议材料 SHA-256")
    docx_sha256 = serializers.CharField(help_text="可编辑文件 SHA-256")
    pdf_sha256 = serializers.CharField(help_text="版式文件 SHA-256")
    sent_at = serializers.DateTimeField(allow_null=True, help_text="印发给本人的时间")
    acknowledged_at = serializers.DateTimeField(allow_null=True, help_text="本人签收时间")


class MinutesDoor(Door):
    """Decisions and minutes of one sitting; ``pk`` is the sitting's."""

    tag = "会议纪要"
    shown = MinutesShown
    required_scopes = {
        "decisions": Permission.DISPATCH_READ,
        "decide": Permission.DISPATCH_WRITE,
        "drop": Permission.DISPATCH_WRITE,
        "retrieve": Permission.DISPATCH_READ,
        "acknowledge": Permission.DISPATCH_READ,
        "file": Permission.DISPATCH_READ,
    }

    @described("议定事项", {200: paged(MeetingDecisionShown)})
    def decisions(self, request: Request, pk: UUID) -> Response:
        """Those that the caller may read, in the order of recording."""
        by = requester(request)
        return Response(undivided([decision_row(one) for one in decisions_of(sitting_of(pk, by), by)]))

    @described("记录议定事项，同时生成交办事项", {201: MeetingDecisionShown}, body=DecisionBody)
    @once
    def decide(self, request: Request, pk: UUID) -> Response:
        """One decision and its item, exactly once for one Idempotency-Key."""
        by, said = requester(request), read_body(DecisionBody, request)
        check_may_record(sitting_of(pk, by), by)
        made = services.record_decision(
            pk,
            key=uuid5(NAMESPACE, f"{by.pk} {key_of(request)}"),
            **decision_values(pk, said, by),
            by=by,
            now=timezone.now(),
        )
        return Response(decision_row(made), 201)

    @described("撤去议定事项，同时撤销交办", {200: MeetingDecisionShown}, body=DropBody)
    @once
    def drop(self, request: Request, pk: UUID, decision_id: UUID) -> Response:
        """Left out before the minutes are confirmed."""
        by, said = requester(request), read_body(DropBody, request)
        meeting = sitting_of(pk, by)
        check_may_record(meeting, by)
        if not Decision.objects.filter(pk=decision_id, meeting=meeting).exists():
            raise NotFound()
        return Response(
            decision_row(services.drop_decision(decision_id, reason=said["reason"], by=by, now=timezone.now()))
        )

    @described("会议纪要", {200: MinutesShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The minutes, or 404 where none exist for the caller."""
        return self.represent(self.row(self.found(request, pk), requester(request)))

    @described("签收会议纪要", {200: MinutesShown}, body=AcknowledgeBody)
    @once
    def acknowledge(self, request: Request, pk: UUID) -> Response:
        """By the one to whom it was sent."""
        read_body(AcknowledgeBody, request)
        by, found = requester(request), self.found(request, pk)
        services.acknowledge_minutes(pk, by=by, now=timezone.now())
        return self.represent(self.row(found, by))

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

    def found(self, request: Request, pk: UUID) -> Minutes:
        """The minutes as far as they exist for the caller."""
        by = requester(request)
        found = minutes_of(sitting_of(pk, by), by)
        if found is None:
            raise NotFound("这次会议还没有您能查看的纪要。")
        return found

    def row(self, found: Minutes, by: Officer) -> Row:
        """As answered."""
        corrections = list(found.corrections.values("number", "text", "reason", "at"))
        edition = Edition.objects.filter(minutes=found).order_by("-edition").defer("docx", "pdf").first()
        receipt = found.receipts.filter(officer=by).first()
        same = ("id", "created_at", "updated_at", "state", "number", "opening", "sections", "confirmed_at")
        return {
            **{name: getattr(found, name) for name in (*same, "pack_sha256")},
            "url": self.address("meeting-minutes", found.meeting_id),
            "version": found.version + len(corrections),
            "meeting": found.meeting_id,
            "title": str(found),
            "presences": list(found.meeting.presences.values("name", "unit", "state", "reason", "deputy")),
            "decisions": [decision_row(one) for one in decisions_of(found.meeting, by)],
            "corrections": corrections,
            "docx_sha256": edition.docx_sha256 if edition else "",
            "pdf_sha256": edition.pdf_sha256 if edition else "",
            "sent_at": receipt.sent_at if receipt else None,
            "acknowledged_at": receipt.acknowledged_at if receipt else None,
        }


def decision_values(meeting_id: UUID, said: Row, by: Officer) -> dict[str, Any]:
    """The arguments of ``record_decision`` out of a body."""
    entry = None
    if said["project"]:
        visible = Project.objects.visible_to(by)
        rows = sitting_of(meeting_id, by).agenda.current().filter(project=said["project"], project__in=visible)
        entry = rows.values_list("pk", flat=True).first()
        if entry is None:
            raise Invalid("这个项目不在本次会议的议程上，或不在您的查看范围内。", "project")
    officer = one_or_none(Officer.objects.visible_to(by).filter(pk=said["officer"])) if said["officer"] else None
    if said["officer"] and officer is None:
        raise Invalid("没有找到责任人，或不在您的查看范围内。", "officer")
    return {
        "entry_id": entry,
        "text": said["text"],
        "lead": organisation_of(said["lead"], by, "lead"),
        "joint": [organisation_of(code, by, "joint") for code in said["joint"]],
        "officer": officer,
        "due": Due(said["due_on"], said["days"], said["counting"] if said["days"] else ""),
    }


def decision_row(one: Decision) -> Row:
    """As answered."""
    same = ("id", "version", "updated_at", "number", "text", "due_on", "days", "counting")
    return {
        **{name: getattr(one, name) for name in same},
        "created_at": one.recorded_at,
        "project": one.project_id,
        "lead": one.lead.code,
        "joint": [unit.code for unit in one.joint.all()],
        "officer": one.officer_id,
        "item": one.item_id,
        "item_number": one.item.number,
    }
