"""API doors of the room: one's own preferences, and what an office lays down."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.preferences import queries, registry, services
from notifications.preferences.models import OfficePreset
from notifications.preferences.policies import check_is_own, check_may_lay_down
from notifications.preferences.standing import DEFAULT, Preset, Standing
from notifications.preferences.topics import Choice, Policy, Topic
from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.rows import one_or_none

NEWEST = Order("updated_at", descending=True)


class TopicShown(serializers.Serializer):
    """How one person gets the reminders of a topic."""

    topic = serializers.ChoiceField(Topic.choices, help_text="类别")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    choice = serializers.ChoiceField([("", "按单位设置"), *Choice.choices], help_text="本人的选择")
    effective = serializers.ChoiceField(Choice.choices, help_text="可选的提醒实际怎样接收")
    locked = serializers.CharField(help_text="不能选择的原因，空为可选")
    mandatory_rules = serializers.ListField(child=serializers.CharField(), help_text="始终即时发送的规则")
    optional_rules = serializers.ListField(child=serializers.CharField(), help_text="其他规则")


class ChannelShown(serializers.Serializer):
    """A channel on which the person is reached."""

    name = serializers.CharField(help_text="渠道")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    is_muted = serializers.BooleanField(help_text="本人不用这个渠道接收")


class OwnShown(serializers.Serializer):
    """One's own preferences and what the office allows."""

    id = serializers.UUIDField(help_text="人员标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本，1 为从未修改")
    office = serializers.CharField(allow_null=True, help_text="预设来自哪个单位（代码），空为系统默认")
    topics = TopicShown(many=True, help_text="各类提醒")
    digest_hour = serializers.IntegerField(allow_null=True, help_text="本人选的汇总时间（时）")
    digest_hours = serializers.ListField(child=serializers.IntegerField(), help_text="单位允许的汇总时间")
    opens_at = serializers.TimeField(allow_null=True, help_text="本人的接收时段从")
    closes_at = serializers.TimeField(allow_null=True, help_text="到")
    office_opens_at = serializers.TimeField(help_text="单位的发送时段从")
    office_closes_at = serializers.TimeField(help_text="到")
    quiet_on_rest_days = serializers.BooleanField(help_text="休息日不打扰")
    channels = ChannelShown(many=True, help_text="渠道")


class OwnBody(Body):
    """What is not given stays."""

    choices = serializers.DictField(
        child=serializers.ChoiceField(Choice.choices, allow_blank=True), required=False,
        help_text="类别 → 接收方式，空字符串为按单位设置",
    )  # fmt: skip
    digest_hour = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=23, help_text="汇总时间（时），null 为按单位设置"
    )
    opens_at = serializers.TimeField(required=False, allow_null=True, help_text="接收时段从，与 closes_at 一并给出")
    closes_at = serializers.TimeField(required=False, allow_null=True, help_text="到")
    muted_channels = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, max_length=20, help_text="不接收的渠道"
    )


class OwnPreferenceDoor(Door):
    """提醒设置 of the one who asks."""

    tag = "提醒"
    shown = OwnShown
    required_scopes = {"retrieve": Permission.PROJECT_READ, "partial_update": Permission.PROJECT_READ}

    @described("本人的提醒设置", {200: OwnShown}, query=(DetailQuery,))
    def retrieve(self, request: Request) -> Response:
        """With what the office allows."""
        return self.represent(self.show())

    @described("修改本人的提醒设置", {200: OwnShown}, body=OwnBody, needs_version=True)
    def partial_update(self, request: Request) -> Response:
        """Topics, hours, channels."""
        by, known = requester(request), self.show()
        values = read_body(OwnBody, request, partial=True)
        with unchanged(request, known["version"], show=self.show) as seen:
            services.save_own(by, values, by=by, now=timezone.now(), expected_version=seen)
        return self.represent(self.show())

    def show(self) -> Row:
        """As answered; a district system has none."""
        by: Officer = requester(self.request)
        check_is_own(by, by)
        nearest, row, standing = queries.preset_over(by.organisation), queries.own_of(by), queries.standing_of(by)
        preset, wishes = standing.preset, standing.wishes
        return {
            "id": by.pk,
            "url": self.address("reminder-preferences"),
            "version": queries.own_version(row),
            "office": nearest.organisation.code if nearest else None,
            "topics": [_topic(topic, standing, nearest) for topic in registry.topics()],
            "digest_hour": wishes.digest_hour,
            "digest_hours": sorted(preset.digest_hours),
            "opens_at": wishes.opens_at,
            "closes_at": wishes.closes_at,
            "office_opens_at": preset.opens_at,
            "office_closes_at": preset.closes_at,
            "quiet_on_rest_days": preset.quiet_on_rest_days,
            "channels": [
                {"name": one.name, "label": one.label, "is_muted": one.name in wishes.muted_channels}
                for one in registry.reaches_of(by)
            ],
        }


def _topic(topic: Topic, standing: Standing, nearest: OfficePreset | None) -> Row:
    rules = registry.rules_of(topic)
    return {
        "topic": topic,
        "label": topic.label,
        "choice": standing.wishes.choices.get(topic, ""),
        "effective": standing.choice(topic),
        "locked": services.why_locked(topic, standing.preset, nearest),
        "mandatory_rules": [rule.name for rule in rules if rule.terms.mandatory],
        "optional_rules": [rule.name for rule in rules if not rule.terms.mandatory],
    }


class PresetShown(serializers.Serializer):
    """What holds for the people of a unit."""

    id = serializers.UUIDField(help_text="单位标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="本单位预设的版本，1 为没有自己的预设")
    created_at = serializers.DateTimeField(allow_null=True, help_text="创建时间")
    updated_at = serializers.DateTimeField(allow_null=True, help_text="更新时间")
    organisation = serializers.CharField(help_text="单位代码")
    source = serializers.CharField(allow_null=True, help_text="预设来自哪个单位（代码），空为系统默认")  # type: ignore[assignment]
    policies = serializers.DictField(child=serializers.ChoiceField(Policy.choices), help_text="类别 → 规定")
    digest_hours = serializers.ListField(child=serializers.IntegerField(), help_text="允许的汇总时间（时）")
    opens_at = serializers.TimeField(help_text="发送时段从")
    closes_at = serializers.TimeField(help_text="到")
    quiet_on_rest_days = serializers.BooleanField(help_text="休息日不打扰")
    holds_mandatory = serializers.BooleanField(help_text="必发的提醒也等到时段开始（紧急的除外）")


class PresetBody(Body):
    """The whole of it; a topic that is not given is optional, at once by default."""

    policies = serializers.DictField(
        child=serializers.ChoiceField(Policy.choices), required=False, default=dict, help_text="类别 → 规定"
    )
    digest_hours = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=23), required=False,
        default=lambda: list(DEFAULT.digest_hours), max_length=24, help_text="允许的汇总时间（时）",
    )  # fmt: skip
    opens_at = serializers.TimeField(required=False, default=DEFAULT.opens_at, help_text="发送时段从")
    closes_at = serializers.TimeField(required=False, default=DEFAULT.closes_at, help_text="到")
    quiet_on_rest_days = serializers.BooleanField(required=False, default=True, help_text="休息日不打扰")
    holds_mandatory = serializers.BooleanField(
        required=False, default=True, help_text="必发的提醒也等到时段开始（紧急的除外）"
    )


class PresetDropBody(Body):
    """Nothing to say."""


class WayShown(serializers.Serializer):
    """One topic of one person."""

    topic = serializers.ChoiceField(Topic.choices, help_text="类别")
    now = serializers.ChoiceField(Choice.choices, help_text="现在")
    then = serializers.ChoiceField(Choice.choices, help_text="保存后")


class AffectedPersonShown(serializers.Serializer):
    """Who gets what."""

    officer = serializers.UUIDField(help_text="人员标识")
    name = serializers.CharField(help_text="姓名")
    organisation = serializers.CharField(help_text="单位代码")
    digest_hour = serializers.IntegerField(help_text="汇总时间（时）")
    opens_at = serializers.TimeField(help_text="接收时段从")
    closes_at = serializers.TimeField(help_text="到")
    ways = WayShown(many=True, help_text="各类提醒")


class PreviewShown(serializers.Serializer):
    """All whom the preset serves."""

    people = AffectedPersonShown(many=True, help_text="人员")


class PresetDoor(Door):
    """Presets of the units of one's own subtree. Their identifier is the unit's."""

    tag = "提醒"
    shown = PresetShown
    required_scopes = dict.fromkeys(("list", "retrieve", "update", "drop", "preview"), Permission.DISPATCH_WRITE)

    @described("单位提醒预设", {200: paged(PresetShown)}, query=(PageQuery,))
    def list(self, request: Request) -> Response:
        """Units with one of their own, the latest change first."""
        query, root = read_query(PageQuery, request), requester(request).scope_root
        inside = Organisation.objects.under(root) if root else Organisation.objects.none()
        rows = OfficePreset.objects.filter(organisation__in=inside).order_by().values("id", "updated_at")
        return self.page(query, rows, NEWEST, self.present)

    @described("一个单位的提醒预设", {200: PresetShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Its own, or what it takes over from above."""
        return self.represent(self.show(pk))

    @described("设定单位提醒预设", {200: PresetShown}, body=PresetBody, needs_version=True)
    def update(self, request: Request, pk: UUID) -> Response:
        """The whole of it."""
        known = self.show(pk)
        preset = _preset(read_body(PresetBody, request))
        with unchanged(request, known["version"], show=lambda: self.show(pk)) as seen:
            services.save_preset(
                self.unit(pk), preset, by=requester(request), now=timezone.now(), expected_version=seen
            )
        return self.represent(self.show(pk))

    @described("撤销单位提醒预设", {200: PresetShown}, body=PresetDropBody, needs_version=True)
    @once
    def drop(self, request: Request, pk: UUID) -> Response:
        """Back to what the unit above, or the house, lays down."""
        known = self.show(pk)
        read_body(PresetDropBody, request)
        with unchanged(request, known["version"], show=lambda: self.show(pk)) as seen:
            services.drop_preset(self.unit(pk), by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    @described("预览单位提醒预设", {200: PreviewShown}, body=PresetBody)
    @once
    def preview(self, request: Request, pk: UUID) -> Response:
        """Who would get what; nothing is written."""
        unit, preset = self.unit(pk), _preset(read_body(PresetBody, request))
        services.check_preset(preset)
        return Response({"people": [_person(one) for one in queries.preview(unit, preset).people]})

    def unit(self, pk: UUID) -> Organisation:
        """A unit of the own subtree, or 404."""
        found = one_or_none(Organisation.objects.filter(pk=pk))
        if found is None:
            raise NotFound()
        check_may_lay_down(found, requester(self.request))
        return found

    def show(self, pk: UUID) -> Row:
        """What holds there, as answered."""
        unit = self.unit(pk)
        return self._shown(unit, queries.preset_of(unit), queries.preset_over(unit))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order."""
        found = OfficePreset.objects.select_related("organisation").in_bulk([row["id"] for row in rows])
        own = [found[row["id"]] for row in rows]
        return [self._shown(one.organisation, one, one) for one in own]

    def _shown(self, unit: Organisation, own: OfficePreset | None, nearest: OfficePreset | None) -> Row:
        preset = nearest.values() if nearest else DEFAULT
        return {
            "id": unit.pk,
            "url": self.address("reminder-preset-detail", unit.pk),
            "version": queries.preset_version(own),
            "created_at": own.created_at if own else None,
            "updated_at": own.updated_at if own else None,
            "organisation": unit.code,
            "source": nearest.organisation.code if nearest else None,
            "policies": {str(topic): str(preset.policy(topic)) for topic in registry.topics()},
            "digest_hours": sorted(preset.digest_hours),
            "opens_at": preset.opens_at,
            "closes_at": preset.closes_at,
            "quiet_on_rest_days": preset.quiet_on_rest_days,
            "holds_mandatory": preset.holds_mandatory,
        }


def _preset(values: Row) -> Preset:
    return Preset(**{**values, "digest_hours": tuple(sorted(values["digest_hours"]))})


def _person(one: queries.PersonPreview) -> Row:
    opens, closes = one.standing.window
    return {
        "officer": one.officer.pk,
        "name": one.officer.name,
        "organisation": one.officer.organisation.code if one.officer.organisation else "",
        "digest_hour": one.standing.digest_hour,
        "opens_at": opens,
        "closes_at": closes,
        "ways": [{"topic": way.topic, "now": way.now, "then": way.then} for way in one.changes],
    }
