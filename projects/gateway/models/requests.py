"""What requests leave behind for a while: the answer to each POST, and the number of each signed request."""

from __future__ import annotations

import uuid

from django.db import models

from projects.people.models import Officer


class IdempotencyRecord(models.Model):
    """The answer to one POST, kept at least 24 h so that a retry gets the same bytes.

    ``status`` is empty while the first request is still at work. ``lease`` names the request that holds the record:
    one that lost its lease to a successor can no longer write an answer, and its work is rolled back with it.
    """

    account = models.ForeignKey(Officer, models.CASCADE, related_name="+", verbose_name="账号")
    key = models.CharField("Idempotency-Key", max_length=255)
    fingerprint = models.CharField("请求摘要", max_length=64)
    lease = models.UUIDField("处理凭据", default=uuid.uuid4)
    status = models.PositiveSmallIntegerField("状态码", null=True, blank=True)
    body = models.TextField("应答", blank=True)
    headers = models.JSONField("应答头", default=dict, blank=True)
    started_at = models.DateTimeField("开始时间")

    class Meta:
        verbose_name = verbose_name_plural = "幂等记录"
        indexes = [models.Index(fields=["started_at"], name="gateway_idempotency_age")]
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="gateway_key_once")]

    def __str__(self) -> str:
        return self.key


class SignedRequest(models.Model):
    """The number (``webhook-id``) of a signed request that was let in: nobody gets in with it again."""

    account = models.ForeignKey(Officer, models.CASCADE, related_name="+", verbose_name="账号")
    nonce = models.CharField("请求编号", max_length=64)
    seen_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "已签名的请求"
        indexes = [models.Index(fields=["seen_at"], name="gateway_signed_age")]
        constraints = [models.UniqueConstraint(fields=["account", "nonce"], name="gateway_nonce_once")]

    def __str__(self) -> str:
        return self.nonce
