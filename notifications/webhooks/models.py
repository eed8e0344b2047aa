"""Where changes are pushed to, each push and its attempts, and the inner networks that may be reached (ADR 0033)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from projects.people.models import Officer
from projects.people.roles import Permission
from projects.privacy.fields import EncryptedTextField

URL_LENGTH = 500
ANSWER_BYTES = 1024
"""So much of an answer is read, kept and shown, and no more."""


class State(models.TextChoices):
    """Is a webhook at work, and if not, why not?"""

    ON = "on", "启用"
    OFF = "off", "已停用"
    GONE = "gone", "对方已撤销"
    FAILING = "failing", "连续失败，已停用"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Reads of webhooks."""

    def visible_to(self, officer: Officer) -> WebhookQuerySet:
        """One's own; for the security administrator, those of the systems of the own subtree."""
        if officer.may(Permission.CLIENT_WRITE):
            root = officer.scope_root
            return self.filter(owner__organisation__path__startswith=root.path) if root else self.all()
        return self.filter(owner=officer) if officer.may(Permission.WEBHOOK_WRITE) else self.none()

    def at_work(self) -> WebhookQuerySet:
        """Switched on, of a system that is switched on too."""
        return self.filter(state=State.ON, owner__is_active=True)


class Webhook(models.Model):
    """An address of a district's system that is told of changes. ``owner``: its service account; it is told no more
    than that account may see when the message leaves.

    ``types``: patterns such as ``project.*``; none: every type. ``cursor``: up to which change of the feed there are
    deliveries. ``previous_secret`` signs beside ``secret`` until ``previous_until``. ``paused_until``: the other side
    asked for it, or does not answer; ``failing_since``: nothing was taken since.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="webhooks", verbose_name="接入系统")
    url = models.CharField("推送地址", max_length=URL_LENGTH)
    types = models.JSONField("变更类型", default=list, blank=True)
    description = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ON)
    why = models.CharField("原因", max_length=200, blank=True)
    state_at = models.DateTimeField("状态时间")
    secret = EncryptedTextField("签名密钥", max_length=120)
    previous_secret = EncryptedTextField("旧签名密钥", max_length=120, blank=True)
    previous_until = models.DateTimeField("旧密钥有效至", null=True, blank=True)
    cursor = models.BigIntegerField("已取到的变更", default=0)
    paused_until = models.DateTimeField("暂停至", null=True, blank=True)
    failing_since = models.DateTimeField("失败起始", null=True, blank=True)
    tried_at = models.DateTimeField("最近推送", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送地址"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "url"], name="webhooks_url_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="webhooks_state_known"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_active(self) -> bool:
        """Switched on?"""
        return self.state == State.ON

    def secrets(self, now: datetime) -> list[str]:
        """Every secret that signs at ``now``, the new one first."""
        old = [self.previous_secret] if self.previous_secret and (self.previous_until or now) > now else []
        return [self.secret, *old]


class DeliveryState(models.TextChoices):
    """Life of a delivery."""

    QUEUED = "queued", "待推送"
    SENDING = "sending", "推送中"
    SENT = "sent", "已送达"
    DEAD = "dead", "多次失败"
    WITHHELD = "withheld", "不再可见，未推送"


UNDER_WAY = (DeliveryState.QUEUED, DeliveryState.SENDING)


class PushQuerySet(models.QuerySet["Delivery"]):
    """Reads of deliveries, and the one way to change them."""

    def change(self, *, now: datetime, **values: object) -> int:
        """``update`` with the next version; answers how many there were."""
        return self.update(version=F("version") + 1, updated_at=now, **values)

    def visible_to(self, officer: Officer) -> PushQuerySet:
        """Those of the webhooks the officer sees."""
        return self.filter(webhook__in=Webhook.objects.visible_to(officer))

    def due(self, now: datetime) -> PushQuerySet:
        """Queued, and not to wait any longer, neither for the hour nor for an earlier change of the same line."""
        return self.waiting().filter(not_before__lte=now)

    def waiting(self) -> PushQuerySet:
        """Queued and first in their line; what was pushed once more by hand waits for none and holds none up."""
        earlier = Delivery.objects.filter(
            webhook=OuterRef("webhook"),
            line=OuterRef("line"),
            change__lt=OuterRef("change"),
            state__in=UNDER_WAY,
            replays=0,
        )
        first = Q(replays__gt=0) | Q(change__isnull=True) | ~Exists(earlier)
        return self.filter(first, state=DeliveryState.QUEUED).order_by("not_before", F("change").asc(nulls_first=True))


class Delivery(models.Model):
    """One change told to one webhook. Its ``id`` is the ``webhook-id`` of every attempt, whatever is retried.

    What is told is read from the feed when it leaves, with the eyes of the owner; nothing of it is kept here but which
    change it was. ``change``: its number, none of a test. ``line``: what must arrive in order, the project or else the
    object. ``replays``: how often somebody had it pushed once more. ``status`` and ``answer`` are those of the last
    attempt; ``error`` says why there is none.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name="推送地址")
    change = models.BigIntegerField("变更序号", null=True, blank=True)
    type = models.CharField("变更类型", max_length=60)
    object_id = models.CharField("对象", max_length=40, blank=True)
    project_id = models.CharField("项目", max_length=40, blank=True)
    line = models.CharField("次序", max_length=40)
    occurred_at = models.DateTimeField("变更时间")
    state = models.CharField("状态", max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField("本轮次数", default=0)
    replays = models.PositiveSmallIntegerField("重发次数", default=0)
    not_before = models.DateTimeField("下次推送")
    lease = models.UUIDField("租约", null=True, blank=True)
    lease_until = models.DateTimeField("租约到期", null=True, blank=True)
    status = models.PositiveSmallIntegerField("应答码", null=True, blank=True)
    answer = models.CharField("应答", max_length=ANSWER_BYTES, blank=True)
    error = models.CharField("未送达原因", max_length=200, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    created_at = models.DateTimeField("产生时间")
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = PushQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送记录"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["webhook", "state", "not_before"], name="webhooks_queue"),
            models.Index(fields=["webhook", "line", "change"], name="webhooks_line"),
            models.Index(fields=["state", "updated_at"], name="webhooks_age"),
        ]
        constraints = [models.UniqueConstraint(fields=["webhook", "change"], name="webhooks_change_once")]

    def __str__(self) -> str:
        return f"{self.type} {self.get_state_display()}"


class Attempt(models.Model):
    """What became of one attempt. ``took``: milliseconds."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries", verbose_name="推送记录")
    number = models.PositiveSmallIntegerField("第几次")
    at = models.DateTimeField("时间")
    status = models.PositiveSmallIntegerField("应答码", null=True, blank=True)
    answer = models.CharField("应答", max_length=ANSWER_BYTES, blank=True)
    error = models.CharField("未送达原因", max_length=200, blank=True)
    took = models.PositiveIntegerField("耗时（毫秒）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "推送经过"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.number} {self.status or self.error}"


class Network(models.Model):
    """Private addresses that webhooks may reach, and why. None: only addresses of the internet."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    network = models.CharField("地址段", max_length=43, unique=True)
    reason = models.CharField("理由", max_length=200)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人", null=True)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "允许推送的地址段"
        ordering = ["network"]

    def __str__(self) -> str:
        return self.network
