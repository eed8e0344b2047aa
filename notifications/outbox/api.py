"""API doors of the ledger: who was told what, when, by which rule, with which result; and what duty decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.outbox import addresses, registry, services
from notifications.outbox.channels.base import Audience
from notifications.outbox.channels.catalogue import CHANNELS, by_name, choices, label_of, to_people
from notifications.outbox.models import Channel, Delivery, DeliveryState, Occurrence, OccurrenceState
from notifications.outbox.queries import DIGEST, UNADDRESSED, LedgerFilter, ledger
from notifications.preferences.topics import Quiet
from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.masking import mask_text
from projects.people.roles import Permission
from projects.rows import one_or_none

LATEST = Order("due_at", descending=True)
KEYS = ("id", "due_at")
STATES = [*DeliveryState.choices, (UNADDRESSED, "仅站内信"), (DIGEST, "每日汇总")]
DECISIONS = [("sent", "已送达"), ("again", "重发"), ("retry", "再次发送"), ("close", "了结")]


class AttemptShown(serializers.Serializer):
    """One attempt, or one decision."""

    at = serializers.DateTimeField(help_text="时间")
    number = serializers.IntegerField(help_text="第几次，0 为处置")
    outcome = serializers.ChoiceField(DeliveryState.choices, help_text="结果")
    code = serializers.IntegerField(allow_null=True, help_text="应答码")
    reply = serializers.CharField(help_text="应答或处置说明")
    by = serializers.UUIDField(allow_null=True, help_text="处置人")


class DeliveryShown(serializers.Serializer):
    """One message to one address over one channel."""

    id = serializers.UUIDField(help_text="标识")
    version = serializers.IntegerField(help_text="版本")
    channel = serializers.ChoiceField(choices(CHANNELS.values()), help_text="渠道")
    channel_label = serializers.CharField(help_text="渠道名称")
    address = serializers.CharField(help_text="地址（邮箱脱敏）；群消息为群名")
    copy = serializers.IntegerField(help_text="第几次重发，0 为原件")
    message_id = serializers.CharField(help_text="Message-ID")
    state = serializers.ChoiceField(DeliveryState.choices, help_text="结果")
    not_before = serializers.DateTimeField(help_text="最早发送时间")
    sent_at = serializers.DateTimeField(allow_null=True, help_text="送达服务器时间")
    attempts = AttemptShown(many=True, help_text="发送经过")


class ReminderShown(serializers.Serializer):
    """One thing told to one person."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本：每次尝试、处置、重发后增加")
    created_at = serializers.DateTimeField(help_text="产生时间")
    updated_at = serializers.DateTimeField(help_text="最近变化时间")
    rule = serializers.CharField(help_text="规则")
    rule_label = serializers.CharField(help_text="规则名称")
    subject_type = serializers.CharField(help_text="对象类型")
    subject = serializers.UUIDField(help_text="对象标识")
    recipient = serializers.UUIDField(help_text="接收人")
    recipient_name = serializers.CharField(help_text="接收人姓名")
    due_at = serializers.DateTimeField(help_text="应发时间")
    is_late = serializers.BooleanField(help_text="补发")
    title = serializers.CharField(help_text="标题")
    text = serializers.CharField(help_text="正文")
    state = serializers.ChoiceField(OccurrenceState.choices, help_text="是否有效")
    void_reason = serializers.CharField(help_text="失效原因")
    quiet = serializers.ChoiceField(Quiet.choices, help_text="没有单独发送的原因，空为单独发送")
    read_at = serializers.DateTimeField(allow_null=True, help_text="站内阅读时间")
    deliveries = DeliveryShown(many=True, help_text="发送")


class ReminderQuery(PageQuery):
    """Filters, as on the page."""

    rule = serializers.CharField(required=False, max_length=40, help_text="规则")
    person = serializers.CharField(required=False, max_length=40, help_text="接收人姓名中的字")
    state = serializers.ChoiceField(STATES, required=False, help_text="结果")
    channel = serializers.ChoiceField(choices(CHANNELS.values()), required=False, help_text="渠道")
    from_on = serializers.DateField(required=False, help_text="应发日期从")
    to_on = serializers.DateField(required=False, help_text="应发日期到")
    mine = serializers.BooleanField(required=False, help_text="true：只看发给自己的")
    late = serializers.BooleanField(required=False, help_text="true：只看补发的")
    project = serializers.CharField(required=False, max_length=60, help_text="项目名称或编号中的字")
    subject = serializers.UUIDField(required=False, help_text="对象标识")


class ResendBody(Body):
    """Why once more."""

    reason = serializers.CharField(max_length=200, help_text="重发理由")
    channel = serializers.ChoiceField(
        choices(to_people()), required=False, default=Channel.EMAIL.value, help_text="用哪个渠道，默认邮件"
    )


class DecideBody(Body):
    """What the duty officer found out or wants."""

    decision = serializers.ChoiceField(DECISIONS, help_text="sent、again：结果不明的；retry、close：多次失败的")
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200, help_text="理由；retry、close 必填"
    )


class AccountShown(serializers.Serializer):
    """One channel that serves the own unit, and how the requester is reached on it."""

    channel = serializers.ChoiceField(choices(to_people()), help_text="渠道")
    label = serializers.CharField(help_text="渠道名称")  # type: ignore[assignment]
    account_label = serializers.CharField(help_text="账号叫什么")
    is_typed = serializers.BooleanField(help_text="true：由本人登记账号；false：用人员资料中的邮箱或手机号码")
    account = serializers.CharField(help_text="登记的账号；不由本人登记的为空")
    is_reached = serializers.BooleanField(help_text="提醒是否会同时发到这里")


class AccountsShown(serializers.Serializer):
    """接收渠道."""

    version = serializers.IntegerField(help_text="版本：账号变化后改变")
    channels = AccountShown(many=True, help_text="本单位可用的渠道")


class AccountBody(Body):
    """One account."""

    channel = serializers.ChoiceField(choices(to_people()), help_text="渠道")
    account = serializers.CharField(allow_blank=True, max_length=160, help_text="账号；空：取消")


class AccountsBody(Body):
    """What changes; channels that are not named stay as they are."""

    accounts = AccountBody(many=True, help_text="账号")


class AccountDoor(Door):
    """Where one's own reminders go, mail aside. Set-ups of channels are the back office's."""

    tag = "提醒"
    shown = AccountsShown
    required_scopes = {"retrieve": Permission.PROJECT_READ, "update": Permission.PROJECT_READ}

    @described("我的接收渠道", {200: AccountsShown}, query=(DetailQuery,))
    def retrieve(self, request: Request) -> Response:
        """Channels that serve the own unit, with the own account on each."""
        return self.represent(self.show())

    @described("登记接收账号", {200: AccountsShown}, body=AccountsBody, needs_version=True)
    @once
    def update(self, request: Request) -> Response:
        """Each by itself; a refusal names the channel."""
        typed = {one["channel"]: one["account"] for one in read_body(AccountsBody, request)["accounts"]}
        by = requester(request)
        with unchanged(request, addresses.version_of(by), show=self.show) as seen:
            addresses.register_addresses(by, typed, by=by, now=timezone.now(), seen=seen)
        return self.represent(self.show())

    def show(self) -> Row:
        """As answered."""
        by = requester(self.request)
        ways = [_account(way) for way in addresses.ways_of(by)]
        return {"version": addresses.version_of(by), "channels": ways}


def _account(way: addresses.Way) -> Row:
    channel, account = way.channel, way.account
    return {
        "channel": channel.name,
        "label": channel.label,
        "account_label": channel.address_label,
        "is_typed": channel.keeps_addresses,
        "account": account if channel.keeps_addresses else "",
        "is_reached": way.is_reached,
    }


class ReminderDoor(Door):
    """The ledger."""

    tag = "提醒"
    shown = ReminderShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "resend": Permission.DISPATCH_WRITE,
    }

    @described("提醒记录", {200: paged(ReminderShown)}, query=(ReminderQuery,))
    def list(self, request: Request) -> Response:
        """The latest due first."""
        query = read_query(ReminderQuery, request)
        wanted = LedgerFilter(**{name: query[name] for name in LedgerFilter.__dataclass_fields__ if name in query})
        rows = ledger(requester(request), wanted).prefetch_related(None).select_related(None)
        return self.page(query, rows.values(*KEYS), LATEST, self.present)

    @described("一条提醒", {200: ReminderShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With every attempt to deliver it. Reading over the API marks nothing as read."""
        return self.represent(self.show(pk))

    @described("重发提醒", {200: ReminderShown}, body=ResendBody, needs_version=True)
    @once
    def resend(self, request: Request, pk: UUID) -> Response:
        """One more message, that says so."""
        values = read_body(ResendBody, request)
        with unchanged(request, self.show(pk)["version"], show=lambda: self.show(pk)):
            services.resend(pk, **values, by=requester(request), now=timezone.now())
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible reminder as answered, or 404."""
        if not Occurrence.objects.visible_to(requester(self.request)).filter(pk=pk).exists():
            raise NotFound()
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: four queries, however many."""
        whole = Occurrence.objects.select_related("recipient")
        whole = whole.prefetch_related("deliveries__tries", "deliveries__setup")
        found = whole.in_bulk([row["id"] for row in rows])
        return [_reminder(found[row["id"]], self.address("reminder-detail", row["id"])) for row in rows]


class DeliveryDoor(Door):
    """What the duty officer decides about one message."""

    tag = "提醒"
    shown = ReminderShown
    required_scopes = {"decide": Permission.DISPATCH_WRITE}

    @described("处置发送结果", {200: DeliveryShown}, body=DecideBody, needs_version=True)
    @once
    def decide(self, request: Request, pk: UUID) -> Response:
        """已送达, 重发, 再次发送 or 了结."""
        values, by = read_body(DecideBody, request), requester(request)
        with unchanged(request, self.show(pk)["version"], show=lambda: self.show(pk)):
            decide(pk, **values, by=by, now=timezone.now())
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible delivery as answered, or 404."""
        visible = Delivery.objects.visible_to(requester(self.request)).select_related("setup").prefetch_related("tries")
        found = one_or_none(visible.filter(pk=pk))
        if found is None:
            raise NotFound()
        return _delivery(found)


def decide(pk: UUID, decision: str, reason: str, **who: Any) -> Delivery:
    """The service behind each word."""
    if decision == "retry":
        return services.send_again(pk, reason=reason, **who)
    if decision == "close":
        return services.close(pk, reason=reason, **who)
    return services.resolve_uncertain(pk, sent=decision == "sent", reason=reason, **who)


def _reminder(found: Occurrence, url: str) -> Row:
    deliveries = [_delivery(one) for one in found.deliveries.all()]
    same = ("id", "created_at", "rule", "subject_type", "due_at", "is_late", "title", "text", "state", "void_reason",
            "quiet")  # fmt: skip
    return {
        **{name: getattr(found, name) for name in (*same, "read_at")},
        "url": url,
        "version": found.version,
        "updated_at": max([found.created_at, *(one.updated_at for one in found.deliveries.all())]),
        "rule_label": registry.label_of(found.rule),
        "subject": found.subject_id,
        "recipient": found.recipient_id,
        "recipient_name": found.recipient.name,
        "deliveries": deliveries,
    }


def _delivery(found: Delivery) -> Row:
    attempts = list(found.tries.all())
    same = ("id", "channel", "copy", "message_id", "state", "not_before", "sent_at")
    return {
        **{name: getattr(found, name) for name in same},
        "version": found.version,
        "channel_label": label_of(found.channel),
        "address": _address(found),
        "attempts": [_attempt(each) for each in attempts],
    }


def _address(found: Delivery) -> str:
    """As on the page: mail masked, a group by its name."""
    channel = by_name(found.channel)
    if channel is None:
        return ""
    if channel.audience is Audience.GROUP:
        return found.setup.name if found.setup else ""
    return channel.shown(found.address)


def _attempt(each: Any) -> Row:
    same = ("at", "number", "outcome", "code")
    return {**{name: getattr(each, name) for name in same}, "reply": mask_text(each.reply), "by": each.by_id}
