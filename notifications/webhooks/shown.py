"""How webhooks and deliveries read in the API."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Model
from rest_framework import serializers

from notifications.webhooks.models import ANSWER_BYTES, URL_LENGTH, Delivery, DeliveryState, State, Webhook
from projects.gateway.bodies import Body
from projects.gateway.doors import PageQuery, Row

SECRET_ONCE = "签名密钥 whsec_…，只在登记和换密钥的应答中给出，其他时候为空"  # noqa: S105 - a help text
TYPES = "变更类型，可用 project.* 这样的写法；不给或为空：全部"
Address = Callable[[str, object], str]


class WebhookBody(Body):
    """A webhook to enter."""

    target = serializers.CharField(max_length=URL_LENGTH, help_text="推送地址，https://")
    types = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=20, required=False, default=list, help_text=TYPES
    )
    description = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True, help_text="说明，如用途和对方系统"
    )


class WebhookChange(Body):
    """What of it changes."""

    target = serializers.CharField(max_length=URL_LENGTH, required=False, help_text="推送地址，https://")
    types = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=20, required=False, help_text=TYPES
    )
    description = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="说明")
    active = serializers.BooleanField(required=False, help_text="true 启用，false 停用；须单独提交")


class WebhookShown(serializers.Serializer):
    """A webhook."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="这个对象在接口中的地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="登记时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    target = serializers.CharField(help_text="推送地址")
    types = serializers.ListField(child=serializers.CharField(), help_text="变更类型，为空即全部")
    description = serializers.CharField(allow_blank=True, help_text="说明")
    active = serializers.BooleanField(help_text="是否启用")
    state = serializers.ChoiceField(State.choices, help_text="状态")
    why = serializers.CharField(allow_blank=True, help_text="停用原因")
    failing_since = serializers.DateTimeField(allow_null=True, help_text="自何时起没有送达任何一条")
    paused_until = serializers.DateTimeField(allow_null=True, help_text="应对方要求暂停至")
    previous_secret_until = serializers.DateTimeField(allow_null=True, help_text="旧密钥一并签名至")
    secret = serializers.CharField(allow_null=True, help_text=SECRET_ONCE)


class PushAttemptShown(serializers.Serializer):
    """One attempt."""

    number = serializers.IntegerField(help_text="本轮第几次")
    at = serializers.DateTimeField(help_text="时间")
    status = serializers.IntegerField(allow_null=True, help_text="HTTP 应答码；没有应答为空")
    answer = serializers.CharField(allow_blank=True, help_text=f"应答的前 {ANSWER_BYTES} 字节")
    error = serializers.CharField(allow_blank=True, help_text="没有应答的原因")
    took_ms = serializers.IntegerField(help_text="耗时（毫秒）")


class PushShown(serializers.Serializer):
    """One push and its attempts."""

    id = serializers.UUIDField(help_text="标识，也是 webhook-id，重试和重发不变")
    url = serializers.URLField(help_text="这个对象在接口中的地址")
    version = serializers.IntegerField(help_text="版本：每有变动加一")
    created_at = serializers.DateTimeField(help_text="产生时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    webhook = serializers.UUIDField(help_text="推送地址标识")
    change = serializers.IntegerField(allow_null=True, help_text="变更序号；测试推送为空")
    type = serializers.CharField(help_text="变更类型")
    project = serializers.CharField(allow_null=True, help_text="项目标识")
    occurred_at = serializers.DateTimeField(help_text="变更时间")
    state = serializers.ChoiceField(DeliveryState.choices, help_text="状态")
    next_at = serializers.DateTimeField(allow_null=True, help_text="下次推送时间；同一项目的前一条未送达时顺延")
    sent_at = serializers.DateTimeField(allow_null=True, help_text="送达时间")
    replays = serializers.IntegerField(help_text="人工重发次数")
    attempts = PushAttemptShown(many=True, help_text="各次推送")


class DeliveryQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(DeliveryState.choices, required=False, help_text="状态")


def webhook_row(found: Webhook, url: str) -> Row:
    """As answered; the secret is added on the way out, where it is shown at all."""
    same = ("id", "version", "created_at", "updated_at", "types", "description", "state", "why", "failing_since",
            "paused_until")  # fmt: skip
    return {
        **_values(found, same),
        "url": url,
        "target": found.url,
        "active": found.is_active,
        "previous_secret_until": found.previous_until,
        "secret": None,
    }


def delivery_row(found: Delivery, url: str) -> Row:
    """As answered."""
    same = ("id", "version", "created_at", "updated_at", "change", "type", "occurred_at", "state", "sent_at", "replays")
    waits = found.state == DeliveryState.QUEUED
    return {
        **_values(found, same),
        "url": url,
        "webhook": found.webhook_id,
        "project": found.project_id or None,
        "next_at": found.not_before if waits else None,
        "attempts": [
            {**_values(one, ("number", "at", "status", "answer", "error")), "took_ms": one.took}
            for one in found.tries.all()
        ],
    }


def _values(found: Model, names: tuple[str, ...]) -> Row:
    return {name: getattr(found, name) for name in names}
