"""API doors of dispatch meetings: read, move, cancel, mark as held, and their agenda."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.models import Project
from projects.people.api import organisation_of
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.models import AgendaEntry, AgendaReason, Attendee, Meeting, MeetingState
from workflow.dispatch.services import add_entry, cancel_meeting, hold_meeting, move_meeting

ORDERS = {"-starts_at": Order("starts_at", descending=True), "starts_at": Order("starts_at")}


class MeetingChange(Body):
    """A new time or place with its reason, or the end of the sitting: cancelled with a reason, or held."""

    starts_at = serializers.DateTimeField(required=False, help_text="新的开始时间")
    place = serializers.CharField(required=False, max_length=80, help_text="新的地点")
    state = serializers.ChoiceField(
        [(state.value, state.label) for state in (MeetingState.CANCELLED, MeetingState.HELD)],
        required=False,
        help_text="取消或标记已召开",
    )
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=200, help_text="原因")


class AttendeeShown(serializers.Serializer):
    """Somebody called."""

    officer = serializers.UUIDField(help_text="人员标识")
    name = serializers.CharField(help_text="姓名")
    organisation = serializers.CharField(allow_null=True, help_text="所属单位代码")
    why = serializers.ChoiceField(Attendee.Why.choices, help_text="身份")


class MeetingShown(serializers.Serializer):
    """A sitting as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="创建时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    title = serializers.CharField(help_text="名称")
    series = serializers.UUIDField(help_text="系列标识")
    kind = serializers.CharField(help_text="周调度、月调度")
    organisation = serializers.CharField(help_text="组织单位代码")
    number = serializers.IntegerField(help_text="第几次")
    nominal_on = serializers.DateField(help_text="按规则的日期")
    starts_at = serializers.DateTimeField(help_text="开始时间")
    place = serializers.CharField(help_text="地点")
    shift_reason = serializers.CharField(help_text="调整原因")
    state = serializers.ChoiceField(MeetingState.choices, help_text="状态")
    cancel_reason = serializers.CharField(help_text="取消原因")
    attendees = AttendeeShown(many=True, help_text="参会人")
    agenda = serializers.URLField(help_text="议题地址")


class MeetingQuery(PageQuery):
    """Filters and order."""

    organisation = serializers.CharField(required=False, max_length=32, help_text="组织单位及其下属（单位代码）")
    series = serializers.UUIDField(required=False, help_text="系列标识")
    state = serializers.ChoiceField(MeetingState.choices, required=False, help_text="状态")
    starts_from = serializers.DateTimeField(required=False, help_text="开始时间自（含）")
    starts_to = serializers.DateTimeField(required=False, help_text="开始时间至（含）")
    ordering = serializers.ChoiceField(list(ORDERS), required=False, default="-starts_at", help_text="排序")


class EntryBody(Body):
    """A project put on the agenda by hand."""

    project = serializers.UUIDField(help_text="项目标识")
    detail = serializers.CharField(required=False, allow_blank=True, default="", max_length=200, help_text="说明")


class EntryShown(serializers.Serializer):
    """An agenda entry as answered."""

    id = serializers.IntegerField(help_text="标识")
    position = serializers.IntegerField(help_text="顺序")
    project = serializers.UUIDField(help_text="项目标识")
    number = serializers.CharField(help_text="项目编号")
    name = serializers.CharField(help_text="项目名称")
    reason = serializers.ChoiceField(AgendaReason.choices, help_text="列入理由")
    detail = serializers.CharField(help_text="说明")


LOOKUPS = {"series": "series", "state": "state", "starts_from": "starts_at__gte", "starts_to": "starts_at__lte"}
SAME = (
    *("version", "created_at", "updated_at", "number", "nominal_on", "starts_at", "place", "shift_reason", "state"),
    "cancel_reason",
)
COLUMNS = ("id", *SAME, "series_id", "series__name", "series__kind", "series__organisation__code")


class MeetingDoor(Door):
    """Sittings."""

    tag = "调度会"
    shown = MeetingShown
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "retrieve": Permission.DISPATCH_READ,
        "agenda": Permission.DISPATCH_READ,
        "partial_update": Permission.DISPATCH_WRITE,
        "add": Permission.DISPATCH_WRITE,
    }

    @described("调度会列表", {200: paged(MeetingShown)}, query=(MeetingQuery,))
    def list(self, request: Request) -> Response:
        """Latest first."""
        query, by = read_query(MeetingQuery, request), requester(request)
        found = Meeting.objects.visible_to(by)
        found = found.filter(**{lookup: query[name] for name, lookup in LOOKUPS.items() if name in query})
        if "organisation" in query:
            root = organisation_of(query["organisation"], by, "organisation")
            found = found.filter(series__organisation__in=Organisation.objects.under(root))
        ordering = query["ordering"]
        return self.page(query, found.values(*COLUMNS), ORDERS[ordering], self.present, name=ordering)

    @described("调度会", {200: MeetingShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One sitting."""
        return self.represent(self.show(request, pk))

    @described("改期、取消或标记已召开", {200: MeetingShown}, body=MeetingChange, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Move it, or end it."""
        known = self.show(request, pk)
        values = read_body(MeetingChange, request)
        with unchanged(request, known["version"], show=lambda: self.show(request, pk)) as seen:
            change(pk, values, known, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(request, pk))

    @described("议题", {200: EntryShown(many=True)})
    def agenda(self, request: Request, pk: UUID) -> Response:
        """The projects on the agenda that the caller may see."""
        self.show(request, pk)
        return Response(entries_of(pk, requester(request)))

    @described("增加议题", {201: EntryShown}, body=EntryBody)
    @once
    def add(self, request: Request, pk: UUID) -> Response:
        """Put a project on the agenda."""
        self.show(request, pk)
        by, values = requester(request), read_body(EntryBody, request)
        made = add_entry(pk, values["project"], detail=values["detail"], by=by, now=timezone.now())
        return Response(one([entry for entry in entries_of(pk, by) if entry["id"] == made.pk]), 201)

    def show(self, request: Request, pk: UUID) -> Row:
        """The visible sitting as answered, or 404."""
        rows = list(Meeting.objects.visible_to(requester(request)).filter(pk=pk).values(*COLUMNS))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows with address and attendees."""
        base = self.address("meetings-list")
        called = attendees_of([row["id"] for row in rows])
        return [
            {"id": row["id"], "url": f"{base}{row['id']}/", "agenda": f"{base}{row['id']}/agenda/"}
            | {name: row[name] for name in SAME}
            | {"title": f"{row['series__name']}第{row['number']}次会议", "series": row["series_id"]}
            | {"kind": row["series__kind"], "organisation": row["series__organisation__code"]}
            | {"attendees": called.get(row["id"], [])}
            for row in rows
        ]


def change(pk: UUID, values: Row, known: Row, *, by: Officer, **when: Any) -> None:
    """The one service that the body means."""
    moving = {name: values[name] for name in ("starts_at", "place") if name in values}
    state = values.get("state")
    if bool(state) == bool(moving):
        raise Invalid("请给出新的时间或地点（改期），或给出 state（取消、已召开），二者择一。", "state")
    if state == MeetingState.HELD:
        hold_meeting(pk, by=by, **when)
    elif state:
        cancel_meeting(pk, reason=values["reason"], by=by, **when)
    else:
        moving.setdefault("starts_at", known["starts_at"])
        move_meeting(pk, **moving, reason=values["reason"], by=by, **when)


def attendees_of(meetings: list[UUID]) -> dict[UUID, list[Row]]:
    """Who is called, by sitting."""
    found: dict[UUID, list[Row]] = {}
    columns = ("meeting_id", "officer_id", "officer__name", "officer__organisation__code", "why")
    rows = Attendee.objects.current().filter(meeting__in=meetings).order_by("why", "officer__name")
    for meeting, officer, name, organisation, why in rows.values_list(*columns):
        found.setdefault(meeting, []).append(
            {"officer": officer, "name": name, "organisation": organisation, "why": why}
        )
    return found


def entries_of(meeting: UUID, by: Officer) -> list[Row]:
    """The agenda in order, without projects outside the caller's scope."""
    visible = Project.objects.visible_to(by)
    rows = AgendaEntry.objects.current().filter(meeting=meeting, project__in=visible).order_by("position", "id")
    return [
        {"id": pk, "position": place, "project": project, "number": number, "name": name}
        | {"reason": why, "detail": text}
        for pk, place, project, number, name, why, text in rows.values_list(
            "id", "position", "project_id", "project__number", "project__name", "reason", "detail"
        )
    ]
