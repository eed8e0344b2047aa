"""A district's system: the profile of a service account."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.gateway.limits.rules import HEAVY, READ, WRITE
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission


class Signing(models.TextChoices):
    """Must the system sign its requests (ADR 0008)?"""

    OFF = "off", "不签名"
    OPTIONAL = "optional", "可签名"
    REQUIRED = "required", "必须签名"


class ClientQuerySet(models.QuerySet["Client"]):
    """Reads of clients."""

    def visible_to(self, officer: Officer) -> ClientQuerySet:
        """Those of the security administrator's subtree, all for one without a unit; nobody else sees any."""
        if not officer.may(Permission.CLIENT_WRITE):
            return self.none()
        root = officer.scope_root
        return self.filter(account__organisation__path__startswith=root.path) if root else self.all()

    def matching(self, text: str) -> ClientQuerySet:
        """Name, unit or account contain ``text``."""
        unit = Q(account__organisation__name__icontains=text) | Q(account__organisation__code__startswith=text)
        return self.filter(Q(account__name__icontains=text) | Q(account__username__icontains=text) | unit)


class Client(models.Model):
    """A district's system. Its name, unit and switch are those of its service account.

    ``scopes`` and ``networks`` bind all its keys at once: no key may more than its client. No network: any address.
    ``…_per_minute``: what the security administrator set instead of the usual limit; empty: the usual one (ADR 0035).
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Officer, models.PROTECT, related_name="client", verbose_name="系统账号")
    contact = models.CharField("建设或运维单位", max_length=80, blank=True)
    scopes = models.JSONField("权限范围", default=list)
    networks = models.JSONField("允许的地址段", default=list, blank=True)
    signing = models.CharField("请求签名", max_length=8, choices=Signing.choices, default=Signing.OFF)
    reads_per_minute = models.PositiveIntegerField("每分钟读取", null=True, blank=True)
    writes_per_minute = models.PositiveIntegerField("每分钟写入", null=True, blank=True)
    heavy_per_minute = models.PositiveIntegerField("每分钟统计、批量、导出", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("登记时间")

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接入系统"
        ordering = ["account__organisation__path", "account__name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signing__in=["off", "optional", "required"]), name="gateway_signing_known"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}_per_minute__isnull": True}) | Q(**{f"{name}_per_minute__gte": 1}),
                    name=f"gateway_{name}_limit",
                )
                for name in ("reads", "writes", "heavy")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name of the system."""
        return self.account.name

    @property
    def organisation(self) -> Organisation | None:
        """Whose system it is."""
        return self.account.organisation

    def limit_for(self, kind: str) -> int | None:
        """Calls a minute that were set for this system; nothing where the usual limit holds."""
        own = {READ: self.reads_per_minute, WRITE: self.writes_per_minute, HEAVY: self.heavy_per_minute}
        return own.get(kind)

    @property
    def is_active(self) -> bool:
        """Do its keys work?"""
        return self.account.is_active
