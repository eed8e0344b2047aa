"""联系人: whom to call at an enterprise."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.models.enterprises import Enterprise
from projects.people.models import Officer
from projects.privacy.fields import EncryptedTextField


class ContactQuerySet(models.QuerySet["Contact"]):
    """Reads of contacts. Who may see those of an enterprise: ``policies.may_see_contacts``."""

    def valid(self) -> ContactQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Contact(models.Model):
    """A person at an enterprise. Telephone and mail are masked everywhere; the first to call is ``is_primary``."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="contacts", verbose_name="企业")
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=60, blank=True)
    phone = EncryptedTextField("电话", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_primary = models.BooleanField("首要", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    added_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="作废人", null=True, blank=True
    )
    withdrawn_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业联系人"
        ordering = ["-is_primary", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(is_primary=True, withdrawn_at__isnull=True),
                name="ledger_one_primary",
            )
        ]

    def __str__(self) -> str:
        return self.name
