"""Enterprises and investors."""

from __future__ import annotations

import uuid

from django.db import models

from projects.people.models import Officer
from projects.people.roles import SIGHT


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Reads of enterprises."""

    def visible_to(self, officer: Officer) -> EnterpriseQuerySet:
        """Enterprises are public registry facts: whoever may see projects may see them."""
        return self.all() if any(officer.may(one) for one in SIGHT) else self.none()


class Enterprise(models.Model):
    """A legal person, by its 统一社会信用代码 when it has one."""

    class Kind(models.TextChoices):
        """Where the money comes from."""

        DOMESTIC = "domestic", "内资"
        FOREIGN = "foreign", "外资"
        HMT = "hmt", "港澳台资"

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("企业名称", max_length=120)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    kind = models.CharField("类型", max_length=8, choices=Kind.choices, default=Kind.DOMESTIC)
    origin_region = models.CharField("来源地", max_length=60, blank=True)
    recognitions = models.JSONField("荣誉资质", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["uscc"], condition=~models.Q(uscc=""), name="ledger_uscc_once")]

    def __str__(self) -> str:
        return self.name
