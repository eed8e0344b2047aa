"""A calendar that a person subscribes to: the address is the secret, and only its digest is kept."""

from __future__ import annotations

import uuid

from django.db import models

from projects.people.models import Officer


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Reads of feeds."""

    def live(self) -> CalendarFeedQuerySet:
        """Not revoked, of people who are still here."""
        return self.filter(revoked_at__isnull=True, officer__is_active=True)


class CalendarFeed(models.Model):
    """One address of one person. ``digest``: SHA-256 of a random 256-bit token, which is shown once and not kept."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="calendar_feeds", verbose_name="人员")
    label = models.CharField("用途", max_length=20)
    digest = models.CharField("摘要", max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("创建时间")
    read_on = models.DateField("最近读取", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.officer}的日历订阅（{self.label}）"
