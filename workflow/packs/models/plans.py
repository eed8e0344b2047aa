"""When the packs of a series are frozen by themselves."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q

from projects.people.models import Officer
from workflow.dispatch.models import Series
from workflow.packs.kinds import LeadUnit

MOST_WORKDAYS, MOST_HOURS = 10, 240


class FreezePlan(models.Model):
    """One per series and named by it. ``lead`` working days before the sitting's day, at ``at``; or so many hours.

    A series without a row freezes nothing by itself. ``since``: sittings due before it was switched on or changed are
    frozen at that moment, never earlier.
    """

    series = models.OneToOneField(
        Series, models.PROTECT, primary_key=True, related_name="freeze_plan", verbose_name="系列"
    )
    is_on = models.BooleanField("自动定稿", default=False)
    lead = models.PositiveSmallIntegerField("提前", default=1)
    unit = models.CharField("计时单位", max_length=8, choices=LeadUnit.choices, default=LeadUnit.WORKDAYS)
    at = models.TimeField("定稿时刻", default=time(18, 0))
    since = models.DateTimeField("生效时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="设置人")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "自动定稿设置"
        ordering = ["series"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit="workdays", lead__range=(0, MOST_WORKDAYS))
                | Q(unit="hours", lead__range=(1, MOST_HOURS)),
                name="packs_plan_lead",
            )
        ]

    def __str__(self) -> str:
        if not self.is_on:
            return "不自动定稿"
        if self.unit == LeadUnit.HOURS:
            return f"会前{self.lead}小时自动定稿"
        day = f"会前{self.lead}个工作日" if self.lead else "开会当天"
        return f"{day}{self.at:%H:%M}自动定稿"
