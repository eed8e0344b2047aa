"""The working-day calendar: one row a day, and which years are official."""

from __future__ import annotations

from django.db import models

from projects.workdays.days import DayKind

__all__ = ["CalendarYear", "Day", "DayKind"]


class CalendarYear(models.Model):
    """A loaded year. Only an official year (State Council notice published) carries a promise."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    is_official = models.BooleanField("已按国务院办公厅通知核定", default=False)
    source = models.CharField("来源", max_length=200)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "日历年份"
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}年"


class Day(models.Model):
    """One calendar day."""

    date = models.DateField("日期", primary_key=True)
    kind = models.CharField("类型", max_length=8, choices=DayKind.choices)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历"
        ordering = ["date"]
        indexes = [models.Index(fields=["is_workday", "date"], name="workdays_by_work")]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"
