"""Keys of service accounts, and the calls that were refused."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from projects.people.models import Officer

HEX = "0123456789abcdef"
EXPIRING = timedelta(days=30)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Reads of keys."""

    def live(self, now: datetime) -> ApiKeyQuerySet:
        """Neither revoked nor expired."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)

    def expiring(self, now: datetime) -> ApiKeyQuerySet:
        """Live, and at their end within 30 days; the next one first."""
        return self.live(now).filter(expires_at__lte=now + EXPIRING).order_by("expires_at", "id")


class ApiKey(models.Model):
    """A key of a service account. Only a peppered HMAC of the secret is kept; the key is shown once.

    ``pepper``: the number of the pepper under which it was made. ``scopes`` and ``allowed_networks`` narrow what the
    client may: ``effective_scopes`` is what opens doors.
    Keys made before expiry was required may have no end.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Officer, models.PROTECT, related_name="api_keys", verbose_name="系统账号")
    public_id = models.CharField("公开标识", max_length=12, unique=True)
    digest = models.CharField("摘要", max_length=64)
    pepper = models.PositiveSmallIntegerField("摘要密钥编号", default=1)
    scopes = models.JSONField("权限范围", default=list)
    allowed_networks = models.JSONField("允许的地址段", default=list, blank=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="吊销人", null=True, blank=True
    )
    revoked_reason = models.CharField("吊销原因", max_length=200, blank=True)
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
        constraints = [
            models.CheckConstraint(
                condition=Q(Exact(Length("digest"), 64), Exact(Func("digest", Value(HEX), function="TRIM"), Value(""))),
                name="gateway_digest_is_hmac",
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def effective_scopes(self) -> list[str]:
        """What the key may do today: what it was issued with, as far as its client still may. One query at most."""
        granted = self.account.client.scopes
        return [scope for scope in self.scopes if scope in granted]

    def is_live(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    def is_expiring(self, now: datetime) -> bool:
        """Live, and at its end within 30 days?"""
        return self.is_live(now) and self.expires_at is not None and self.expires_at <= now + EXPIRING


class KeyRefusal(models.Model):
    """A refused call: at most one row a minute for an address and a key, so that guessing cannot flood the audit log.

    ``public_id`` is empty when no key has the id that was tried: ids made up by a stranger share one row.
    """

    address = models.CharField("来源地址", max_length=45, blank=True)
    public_id = models.CharField("公开标识", max_length=12, blank=True)
    minute = models.DateTimeField("时间（分钟）")
    reason = models.CharField("原因", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "被拒绝的调用"
        ordering = ["-minute", "-id"]
        indexes = [models.Index(fields=["minute"], name="gateway_refusal_age")]
        constraints = [models.UniqueConstraint(fields=["address", "public_id", "minute"], name="gateway_refusal_once")]

    def __str__(self) -> str:
        return f"{self.address} {self.public_id}"
