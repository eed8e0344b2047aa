"""API doors of what is done with minutes: attendance, to the chair, back, confirmed, corrected, sent, reminded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid
from projects.gateway.bodies import Body, read_body
from projects.gateway.doors import Rows, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described
from projects.gateway.preconditions import unchanged
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.dispatch.models import Meeting
from workflow.minutes import services
from workflow.minutes.api.minutes import OfMinutes
from workflow.minutes.api.shown import MinutesShown, version_of
from workflow.minutes.kinds import LONGEST_NAME, LONGEST_REASON, LONGEST_TEXT, PresenceState
from workflow.minutes.policies import check_may_edit, check_may_record
from workflow.minutes.queries.reading import sitting_of
from workflow.minutes.services import Attended
from workflow.minutes.services.circulating import MOST_RECEIVERS

MOST_PRESENT = 500


class AttendedBody(Body):
    """One line of the sheet: somebody called, by ``officer``; a guest by ``name`` and ``unit``."""

    officer = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="参会人的人员标识；临时参加的不给，另写姓名"
    )
    name = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NAME, help_text="临时参加人员的姓名"
    )
    unit = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=80, help_text="临时参加人员的单位职务"
    )
    state = serializers.ChoiceField(PresenceState.choices, help_text="出席情况")
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REASON, help_text="请假事由，请假必填"
    )
    deputy = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NAME, help_text="请假时代为出席的人"
    )


class AttendanceBody(Body):
    """The whole sheet, in its order."""

    presences = serializers.ListField(child=AttendedBody(), max_length=MOST_PRESENT, help_text="出席情况，整个替换")


class MinutesStepBody(Body):
    """Nothing is to be said."""


class MinutesNoteBody(Body):
    """What is to be mended."""

    note = serializers.CharField(max_length=LONGEST_REASON, help_text="退回意见")


class CorrectionBody(Body):
    """What ought to have been said, and why it is added."""

    text = serializers.CharField(max_length=LONGEST_TEXT, help_text="更正内容")
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="更正理由")


class SendBody(Body):
    """To whom."""

    officers = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=MOST_RECEIVERS,
        help_text="收件人标识：参会人，或牵头、配合单位的人员；不给即全部",
    )


class DeedsDoor(OfMinutes):
    """The life of minutes. The chair confirms, who needs no ``dispatch:write``: services say who may."""

    required_scopes = {
        "attendance": Permission.DISPATCH_WRITE,
        "submit": Permission.DISPATCH_READ,
        "send_back": Permission.DISPATCH_READ,
        "confirm": Permission.DISPATCH_READ,
        "correct": Permission.DISPATCH_READ,
        "send": Permission.DISPATCH_WRITE,
        "remind": Permission.DISPATCH_WRITE,
    }

    @described("登记出席情况", {200: MinutesShown}, body=AttendanceBody, needs_version=True)
    def attendance(self, request: Request, pk: UUID) -> Response:
        """Who was there, who was not, who sat in; all of it anew."""
        by = requester(request)
        meeting = sitting_of(pk, by)
        check_may_record(meeting, by)
        known, said = self.kept(request, pk, AttendanceBody)
        sheet = attended(meeting, said["presences"])
        with unchanged(request, version_of(known), show=lambda: self.show(request, pk)) as seen:
            services.record_attendance(pk, sheet, by=by, now=timezone.now(), expected_version=seen)
        return self.answer(request, pk)

    @described("会议纪要送主持人确认", {200: MinutesShown}, body=MinutesStepBody, needs_version=True)
    @once
    def submit(self, request: Request, pk: UUID) -> Response:
        """The chair is told."""
        return self.do(request, pk, services.submit_minutes, MinutesStepBody)

    @described("退回会议纪要", {200: MinutesShown}, body=MinutesNoteBody, needs_version=True)
    @once
    def send_back(self, request: Request, pk: UUID) -> Response:
        """By whoever might confirm."""
        return self.do(request, pk, services.return_minutes, MinutesNoteBody)

    @described("确认会议纪要", {200: MinutesShown}, body=MinutesStepBody, needs_version=True)
    @once
    def confirm(self, request: Request, pk: UUID) -> Response:
        """Locked, numbered and printed; never by who wrote the last version."""
        return self.do(request, pk, services.confirm_minutes, MinutesStepBody)

    @described("更正已确认的会议纪要", {201: MinutesShown}, body=CorrectionBody)
    @once
    def correct(self, request: Request, pk: UUID) -> Response:
        """An addition, and a new edition with it."""
        by = requester(request)
        check_may_edit(sitting_of(pk, by), by)
        said = read_body(CorrectionBody, request)
        services.correct_minutes(pk, **said, by=by, now=timezone.now())
        return self.answer(request, pk, status=201, place=True)

    @described("印发会议纪要", {200: MinutesShown}, body=SendBody)
    @once
    def send(self, request: Request, pk: UUID) -> Response:
        """To those named, or to everybody it may go to; who has it stays as he is."""
        by = requester(request)
        check_may_record(sitting_of(pk, by), by)
        said = read_body(SendBody, request)
        services.send_minutes(pk, said.get("officers"), by=by, now=timezone.now())
        return self.answer(request, pk)

    @described("提醒签收会议纪要", {200: MinutesShown}, body=MinutesStepBody)
    @once
    def remind(self, request: Request, pk: UUID) -> Response:
        """Whoever has not acknowledged, at most once in four hours."""
        by = requester(request)
        check_may_record(sitting_of(pk, by), by)
        read_body(MinutesStepBody, request)
        services.remind_receivers(pk, by=by, now=timezone.now())
        return self.answer(request, pk)

    def do(self, request: Request, pk: UUID, service: Callable[..., Any], body: type[Body]) -> Response:
        """One step of the draft, against the version seen."""
        known, said = self.kept(request, pk, body)
        with unchanged(request, version_of(known), show=lambda: self.show(request, pk)) as seen:
            service(pk, **said, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.answer(request, pk)


def attended(meeting: Meeting, said: Rows) -> list[Attended]:
    """Lines of the sheet. Somebody with an account is one who was called, or stands on the sheet already."""
    called = Q(attendances__meeting=meeting, attendances__removed_at__isnull=True)
    noted = Q(pk__in=meeting.presences.filter(officer__isnull=False).values("officer"))
    people = {one.pk: one for one in Officer.objects.filter(called | noted).distinct()}
    if any(one["officer"] and one["officer"] not in people for one in said):
        raise Invalid(
            "有人员不是这次会议的参会人；临时参加的请写姓名和单位职务，不给 officer。", "officer", "unknown_officer"
        )
    return [Attended(**{**one, "officer": people.get(one["officer"])}) for one in said]
