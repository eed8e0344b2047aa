"""印发与签收: to whom confirmed minutes were sent, and who has said that he has them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from projects.people.models import Officer, Organisation
from workflow.minutes.models.minutes import Minutes


class Receipt(models.Model):
    """One person to whom the minutes were sent, for himself or for a unit. Acknowledged once; never deleted."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="receipts", verbose_name="会议纪要")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="minutes_receipts", verbose_name="收件人")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="代收单位", null=True, blank=True
    )
    sent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="印发人")
    sent_at = models.DateTimeField("印发时间")
    reminded_at = models.DateTimeField("最近提醒时间", null=True, blank=True)
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纪要签收"
        ordering = ["organisation__path", "officer__name", "pk"]
        indexes = [models.Index(fields=["officer", "acknowledged_at"], name="minutes_receipt_open")]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "officer"], name="minutes_receipt_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("sent_at")),
                name="minutes_receipt_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.minutes}"
