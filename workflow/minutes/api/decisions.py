"""API doors of the decisions of a sitting."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, read_body
from projects.gateway.doors import Door, Row, requester
from projects.gateway.idempotency import key_of, once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import undivided
from projects.ledger.models import Project
from projects.people.api import organisation_of
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.minutes import services
from workflow.minutes.kinds import LONGEST_REASON, LONGEST_TEXT
from workflow.minutes.models import Decision
from workflow.minutes.policies import check_may_record
from workflow.minutes.queries.reading import decisions_of, sitting_of
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


class DecisionsDoor(Door):
    """Decisions of one sitting; ``pk`` is the sitting's."""

    tag = "会议纪要"
    shown = MeetingDecisionShown
    required_scopes = {
        "decisions": Permission.DISPATCH_READ,
        "decide": Permission.DISPATCH_WRITE,
        "drop": Permission.DISPATCH_WRITE,
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
