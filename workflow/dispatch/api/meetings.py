"""API doors of dispatch meetings: read, call an extra one, move, cancel, mark as held, merge."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Place, Placed, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.people.api import organisation_of
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.api.series import ExtraBody
from workflow.dispatch.models import Attendee, Meeting, MeetingState, Series, SeriesKind
from workflow.dispatch.services import add_meeting, cancel_meeting, hold_meeting, merge_meetings, move_meeting

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
    kind = serializers.ChoiceField(SeriesKind.choices, help_text="类型")
    organisation = serializers.CharField(help_text="组织单位代码")
    number = serializers.IntegerField(help_text="第几次")
    nominal_on = serializers.DateField(help_text="按规则的日期")
    starts_at = serializers.DateTimeField(help_text="开始时间")
    place = serializers.CharField(help_text="地点")
    shift_reason = serializers.CharField(help_text="调整原因")
    state = serializers.ChoiceField(MeetingState.choices, help_text="状态")
    cancel_reason = serializers.CharField(help_text="取消原因")
    is_extra = serializers.BooleanField(help_text="加开")
    is_urgent = serializers.BooleanField(help_text="紧急加开")
    extra_reason = serializers.CharField(help_text="加开事由")
    merged_into = serializers.UUIDField(allow_null=True, help_text="并入的会议")
    agenda_version = serializers.IntegerField(help_text="议题版本，调整顺序和移出时作为 If-Match")
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


class MeetingBody(ExtraBody):
    """An extra sitting, and of which series."""

    series = serializers.UUIDField(help_text="会议系列标识")


class MergeBody(Body):
    """Which sitting of the same day becomes one with it."""

    other = serializers.UUIDField(help_text="同一天、同一组织单位的另一次会议；较晚的一次取消，议题转入较早的一次")


LOOKUPS = {"series": "series", "state": "state", "starts_from": "starts_at__gte", "starts_to": "starts_at__lte"}
SAME = (
    *("version", "created_at", "updated_at", "number", "nominal_on", "starts_at", "place", "shift_reason", "state"),
    *("cancel_reason", "is_extra", "is_urgent", "extra_reason", "agenda_version"),
)
COLUMNS = ("id", *SAME, "merged_into_id", "series_id", "series__name", "series__kind", "series__organisation__code")


class MeetingDoor(Door):
    """Sittings."""

    tag = "调度会"
    shown = MeetingShown
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "retrieve": Permission.DISPATCH_READ,
        "create": Permission.DISPATCH_WRITE,
        "partial_update": Permission.DISPATCH_WRITE,
        "merge": Permission.DISPATCH_WRITE,
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

    @described("加开一次会议", {201: MeetingShown}, body=MeetingBody)
    @once
    def create(self, request: Request) -> Response:
        """One more sitting of a series, as below the series itself, answered whole."""
        values, by = read_body(MeetingBody, request), requester(request)
        series = values.pop("series")
        if not Series.objects.visible_to(by).filter(pk=series).exists():
            raise Invalid("没有找到这个会议系列，或它不在您的查看范围内。", "series")
        made = add_meeting(series, **values, by=by, now=timezone.now())
        return self.represent(self.show(request, made.pk), status=201, place=True)

    @described("改期、取消或标记已召开", {200: MeetingShown}, body=MeetingChange, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Move it, or end it."""
        known = self.show(request, pk)
        values = read_body(MeetingChange, request)
        with unchanged(request, known["version"], show=lambda: self.show(request, pk)) as seen:
            change(pk, values, known, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(request, pk))

    @described("合并召开", {200: MeetingShown}, body=MergeBody, needs_version=True)
    @once
    def merge(self, request: Request, pk: UUID) -> Response:
        """Answers the sitting that remains."""
        known, by = self.show(request, pk), requester(request)
        other = read_body(MergeBody, request)["other"]
        if not Meeting.objects.visible_to(by).filter(pk=other).exists():
            raise Invalid("没有找到要合并的会议。", "other")
        with unchanged(request, known["version"], show=lambda: self.show(request, pk)):
            kept = merge_meetings(pk, other, by=by, now=timezone.now())
        return self.represent(self.show(request, kept.pk))

    def show(self, request: Request, pk: UUID) -> Row:
        """The visible sitting as answered, or 404."""
        rows = list(Meeting.objects.visible_to(requester(request)).filter(pk=pk).values(*COLUMNS))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows with address and attendees."""
        return present_meetings(self, rows)


def present_meetings(place: Placed, rows: list[Row]) -> list[Row]:
    """Rows of ``.values(*COLUMNS)`` as answered: one query more, however many."""
    base = place.address("meetings-list")
    called = attendees_of([row["id"] for row in rows])
    return [
        {"id": row["id"], "url": f"{base}{row['id']}/", "agenda": f"{base}{row['id']}/agenda/"}
        | {name: row[name] for name in SAME}
        | {"merged_into": row["merged_into_id"]}
        | {"title": f"{row['series__name']}第{row['number']}次会议", "series": row["series_id"]}
        | {"kind": row["series__kind"], "organisation": row["series__organisation__code"]}
        | {"attendees": called.get(row["id"], [])}
        for row in rows
    ]


def shown_meetings(reader: Officer, ids: Collection[UUID], address: Callable[..., str]) -> dict[UUID, Row]:
    """The sittings among ``ids`` that the officer sees, as answered: a fixed number of queries."""
    rows: list[Any] = list(Meeting.objects.visible_to(reader).filter(pk__in=ids).values(*COLUMNS))
    return {row["id"]: row for row in present_meetings(Place(address), rows)}


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
