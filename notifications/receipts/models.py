"""That somebody said they know (已知悉): once, for good."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from notifications.outbox.models import Occurrence, OccurrenceQuerySet, OccurrenceState
from notifications.receipts import registry
from notifications.receipts.terms import REACH, cutoff, local_day
from projects.workdays.queries import calendar


class Way(models.TextChoices):
    """How it was said."""

    PAGE = "page", "页面"
    LINK = "link", "邮件链接"
    API = "api", "接口"


class Receipt(models.Model):
    """The recipient of a reminder knows of it. Append-only: the database refuses change and removal."""

    occurrence = models.OneToOneField(
        Occurrence, models.PROTECT, primary_key=True, related_name="receipt", verbose_name="提醒"
    )
    at = models.DateTimeField("确认时间")
    way = models.CharField("确认方式", max_length=4, choices=Way.choices)
    address = models.CharField("来源地址", max_length=45, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "确认"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.occurrence} {self.get_way_display()}"


class Knock(models.Model):
    """How often the door that needs no log-in was used from an address in the running minute."""

    address = models.CharField("来源地址", max_length=45, primary_key=True)
    began_at = models.DateTimeField("起算时间")
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "免登录访问计数"

    def __str__(self) -> str:
        return f"{self.address} {self.times}"


def asked_for() -> OccurrenceQuerySet:
    """Reminders that hold and ask for an answer."""
    return Occurrence.objects.filter(rule__in=registry.asking(), state=OccurrenceState.OPEN)


def _answered() -> models.Q:
    """Said, or opened where that suffices."""
    suffices = [rule for rule, terms in registry.asking().items() if terms.reading_suffices]
    return models.Q(receipt__isnull=False) | models.Q(rule__in=suffices, read_at__isnull=False)


def unanswered() -> OccurrenceQuerySet:
    """Of these, without an answer."""
    return asked_for().exclude(_answered())


def answered() -> OccurrenceQuerySet:
    """Of these, with one."""
    return asked_for().filter(_answered())


def overdue(now: datetime, *, since: datetime | None = None) -> OccurrenceQuerySet:
    """Without an answer though the deadline has passed; with ``since``: passed after it."""
    found, days = models.Q(pk__in=[]), calendar(local_day(since or now) - REACH, local_day(now) + REACH)
    for rule, terms in registry.asking().items():
        due = models.Q(rule=rule, created_at__lt=cutoff(now, terms, days))
        if since is not None:
            due &= models.Q(created_at__gte=cutoff(since, terms, days))
        found |= due
    return unanswered().filter(found)
