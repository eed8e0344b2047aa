"""How long the sitting agreed to talk about an entry."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.people.models import Officer
from workflow.dispatch.models import AgendaEntry

MOST_MINUTES = 180


class AgreedTime(models.Model):
    """Agreed minutes 议题用时 of one entry; one without a row has the preset of meeting mode."""

    entry = models.OneToOneField(
        AgendaEntry, models.CASCADE, related_name="agreed_time", verbose_name="议题", primary_key=True
    )
    minutes = models.PositiveSmallIntegerField("用时（分钟）")
    set_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="设定人")
    set_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = verbose_name_plural = "议题用时"
        ordering = ["entry"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="minutes_time_range")
        ]

    def __str__(self) -> str:
        return f"{self.entry}：{self.minutes}分钟"
