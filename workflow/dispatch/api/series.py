"""API doors of recurring meetings: the series, the next ten days of its rule, and extra sittings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
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
from projects.people.api import organisation_of
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.dispatch.agenda.choices import MOST_DAYS, MOST_ENTRIES
from workflow.dispatch.agenda.registry import RULES
from workflow.dispatch.models import HolidayPolicy, MonthlyRule, Rhythm, Series, SeriesKind
from workflow.dispatch.queries import planned_collisions, preview
from workflow.dispatch.services import add_meeting, create_series, update_series

NEWEST = Order("created_at", descending=True)
RULE_CHOICES = [(code, rule.label) for code, rule in RULES.items()]


class ChosenRule(serializers.Serializer):
    """One agenda rule of a series."""

    rule = serializers.ChoiceField(RULE_CHOICES, help_text="规则")
    most = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=MOST_ENTRIES,
        help_text="最多几项，空为不限",
    )
    days = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=MOST_DAYS, help_text="天数，空为规则默认"
    )


class SeriesBody(Body):
    """A series as written. Fields that the rhythm does not use are emptied."""

    organisation = serializers.CharField(max_length=32, help_text="组织单位代码；不能更换")
    body = serializers.CharField(
        required=False, allow_null=True, max_length=32, help_text="领导小组、联席会议或专班的单位代码"
    )
    name = serializers.CharField(max_length=60, help_text="名称")
    kind = serializers.ChoiceField(SeriesKind.choices, help_text="类型")
    rhythm = serializers.ChoiceField(
        [("", "不定期"), *Rhythm.choices], required=False, allow_blank=True, help_text="频次；会商必填，其余由类型决定"
    )
    quarter_month = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=3, help_text="每季度第几个月"
    )
    monthly_rule = serializers.ChoiceField(
        MonthlyRule.choices, required=False, allow_blank=True, help_text="按日或按第几个星期几"
    )
    weekday = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=7, help_text="星期：1 周一至 7 周日"
    )
    nth = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=5, help_text="第几个；5 为最后一个"
    )
    day = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=31, help_text="几日")
    time = serializers.TimeField(help_text="时间")
    holiday_policy = serializers.ChoiceField(HolidayPolicy.choices, required=False, help_text="遇节假日")
    place = serializers.CharField(max_length=80, help_text="地点")
    chair = serializers.UUIDField(required=False, allow_null=True, help_text="主持人")
    standing_attendees = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=200, help_text="固定参会人"
    )
    first_number = serializers.IntegerField(required=False, min_value=1, max_value=9999, help_text="首次编号")
    notice_workdays = serializers.IntegerField(
        required=False, min_value=0, max_value=10, help_text="加开至少提前几个工作日"
    )
    materials_workdays = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=10, help_text="会前几个工作日报材料；空为不征询"
    )
    agenda_rules = ChosenRule(many=True, required=False, help_text="议题规则，按顺序")
    starts_on = serializers.DateField(help_text="起始日期")
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="终止日期")
    is_active = serializers.BooleanField(required=False, help_text="启用")


class SeriesShown(serializers.Serializer):
    """A series as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="创建时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    organisation = serializers.CharField(help_text="组织单位代码")
    body = serializers.CharField(allow_null=True, help_text="领导小组、联席会议或专班的单位代码")
    name = serializers.CharField(help_text="名称")
    kind = serializers.ChoiceField(SeriesKind.choices, help_text="类型")
    rhythm = serializers.ChoiceField([("", "不定期"), *Rhythm.choices], help_text="频次")
    quarter_month = serializers.IntegerField(allow_null=True, help_text="每季度第几个月")
    monthly_rule = serializers.CharField(help_text="按日或按第几个星期几")
    weekday = serializers.IntegerField(allow_null=True, help_text="星期")
    nth = serializers.IntegerField(allow_null=True, help_text="第几个")
    day = serializers.IntegerField(allow_null=True, help_text="几日")
    time = serializers.TimeField(help_text="时间")
    holiday_policy = serializers.ChoiceField(HolidayPolicy.choices, help_text="遇节假日")
    place = serializers.CharField(help_text="地点")
    chair = serializers.UUIDField(allow_null=True, help_text="主持人")
    standing_attendees = serializers.ListField(child=serializers.UUIDField(), help_text="固定参会人")
    first_number = serializers.IntegerField(help_text="首次编号")
    notice_workdays = serializers.IntegerField(help_text="加开至少提前几个工作日")
    materials_workdays = serializers.IntegerField(allow_null=True, help_text="会前几个工作日报材料")
    agenda_rules = ChosenRule(many=True, help_text="议题规则")
    starts_on = serializers.DateField(help_text="起始日期")
    ends_on = serializers.DateField(allow_null=True, help_text="终止日期")
    is_active = serializers.BooleanField(help_text="启用")


class DayShown(serializers.Serializer):
    """One day of the preview."""

    nominal_on = serializers.DateField(help_text="按规则的日期")
    held_on = serializers.DateField(allow_null=True, help_text="实际日期；空为取消或并入")
    merged_into = serializers.DateField(allow_null=True, help_text="并入哪天的会议")
    promised = serializers.BooleanField(help_text="工作日历已公布，日期确定")
    reason = serializers.CharField(help_text="调整原因")
    beside = serializers.ListField(child=serializers.CharField(), help_text="同一组织单位同一天的其他系列")


class ExtraBody(Body):
    """An extra sitting."""

    starts_at = serializers.DateTimeField(help_text="开始时间")
    place = serializers.CharField(required=False, allow_blank=True, default="", max_length=80, help_text="地点")
    reason = serializers.CharField(max_length=200, help_text="加开事由")
    is_urgent = serializers.BooleanField(required=False, default=False, help_text="紧急加开：不足提前通知的工作日")


class ExtraShown(serializers.Serializer):
    """Where the new sitting is read."""

    id = serializers.UUIDField(help_text="会议标识")
    url = serializers.URLField(help_text="会议地址")
    number = serializers.IntegerField(help_text="第几次")
    title = serializers.CharField(help_text="名称")


SAME = (
    *("id", "version", "created_at", "updated_at", "name", "kind", "quarter_month", "monthly_rule"),
    *("weekday", "nth", "day", "time", "holiday_policy", "place", "first_number", "notice_workdays"),
    *("materials_workdays", "agenda_rules", "starts_on", "ends_on", "is_active"),
)


class SeriesDoor(Door):
    """Recurring meetings."""

    tag = "调度会"
    shown = SeriesShown
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "retrieve": Permission.DISPATCH_READ,
        "preview": Permission.DISPATCH_READ,
        "create": Permission.DISPATCH_WRITE,
        "partial_update": Permission.DISPATCH_WRITE,
        "extra": Permission.DISPATCH_WRITE,
    }

    @described("会议系列", {200: paged(SeriesShown)}, query=(PageQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        return self.page(
            read_query(PageQuery, request), self.seen(request).values("id", "created_at"), NEWEST, self.present
        )

    @described("一个会议系列", {200: SeriesShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One series."""
        return self.represent(self.show(request, pk))

    @described("新建会议系列", {201: SeriesShown}, body=SeriesBody)
    @once
    def create(self, request: Request) -> Response:
        """Its first sittings are called at once."""
        by = requester(request)
        made = create_series(written(read_body(SeriesBody, request), by), by=by, now=timezone.now())
        return self.represent(self.show(request, made.pk), status=201, place=True)

    @described("修改会议系列", {200: SeriesShown}, body=SeriesBody, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """The sittings ahead follow."""
        known, by = self.show(request, pk), requester(request)
        values = written(read_body(SeriesBody, request, partial=True), by)
        with unchanged(request, known["version"], show=lambda: self.show(request, pk)) as seen:
            update_series(pk, values, by=by, now=timezone.now(), expected_version=seen)
        return self.represent(self.show(request, pk))

    @described("接下来十次", {200: DayShown(many=True)})
    def preview(self, request: Request, pk: UUID) -> Response:
        """The next ten days by rule, each shift with its reason."""
        series = one_or_none(self.seen(request).filter(pk=pk))
        if series is None:
            raise NotFound()
        days = preview(series, on=timezone.localdate())
        beside = planned_collisions(days, organisation=series.organisation_id, body=series.body_id, but=series.pk)
        names = ("nominal_on", "held_on", "merged_into", "promised", "reason")
        return Response(
            [
                {name: getattr(day, name) for name in names}
                | {"beside": beside.get(day.held_on, []) if day.held_on else []}
                for day in days
            ]
        )

    @described("加开会议", {201: ExtraShown}, body=ExtraBody)
    @once
    def extra(self, request: Request, pk: UUID) -> Response:
        """One more sitting."""
        self.show(request, pk)
        values = read_body(ExtraBody, request)
        made = add_meeting(pk, **values, by=requester(request), now=timezone.now())
        url = self.address("meetings-detail", made.pk)
        body = {"id": made.pk, "url": url, "number": made.number, "title": made.title}
        return Response(body, 201, headers={"Location": url})

    @staticmethod
    def seen(request: Request) -> QuerySet[Series]:
        """Those that the caller may know of."""
        return Series.objects.visible_to(requester(request))

    def show(self, request: Request, pk: UUID) -> Row:
        """The visible series as answered, or 404."""
        if not self.seen(request).filter(pk=pk).exists():
            raise NotFound()
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order."""
        whole = Series.objects.select_related("organisation", "body").prefetch_related("standing_attendees")
        found = whole.in_bulk([row["id"] for row in rows])
        return [_shown(found[row["id"]], self.address("meeting-series-detail", row["id"])) for row in rows]


def _shown(series: Series, url: str) -> Row:
    return {
        **{name: getattr(series, name) for name in SAME},
        "rhythm": series.beat,
        "url": url,
        "organisation": series.organisation.code,
        "body": series.body.code if series.body else None,
        "chair": series.chair_id,
        "standing_attendees": [one.pk for one in series.standing_attendees.all()],
    }


def written(values: dict[str, Any], by: Officer) -> dict[str, Any]:
    """Codes and identifiers of the body as what the service takes."""
    found = dict(values)
    for name in ("organisation", "body"):
        if found.get(name):
            found[name] = organisation_of(found[name], by, name)
    if found.get("chair"):
        (found["chair"],) = _people([found["chair"]], by, "chair")
    if "standing_attendees" in found:
        found["standing_attendees"] = _people(found["standing_attendees"], by, "standing_attendees")
    if "agenda_rules" in found:
        found["agenda_rules"] = [dict(rule) for rule in found["agenda_rules"]]
    return found


def _people(keys: list[UUID], by: Officer, field: str) -> list[Officer]:
    found = Officer.objects.visible_to(by).people().in_bulk(keys)
    for key in keys:
        if key not in found:
            raise Invalid(f"没有标识为“{key}”的人员，或不在您的查看范围内。", field, "unknown_officer")
    return [found[key] for key in dict.fromkeys(keys)]
