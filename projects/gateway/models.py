"""District systems: keys of service accounts, and what each POST answered the first time."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from projects.people.models import Officer


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Reads of keys."""

    def live(self, now: datetime) -> ApiKeyQuerySet:
        """Neither revoked nor expired."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)


class ApiKey(models.Model):
    """A key of a service account. Only a peppered HMAC of the secret is kept; the key is shown once."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Officer, models.PROTECT, related_name="api_keys", verbose_name="系统账号")
    public_id = models.CharField("公开标识", max_length=12, unique=True)
    digest = models.CharField("摘要", max_length=64)
    scopes = models.JSONField("权限范围", default=list)
    allowed_networks = models.JSONField("允许的地址段", default=list, blank=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    last_used_from = models.GenericIPAddressField("最近使用地址", null=True, blank=True, unpack_ipv4=True)
    created_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="签发人", null=True, blank=True
    )
    created_at = models.DateTimeField("签发时间")

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口密钥"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.public_id

    def is_live(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


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
