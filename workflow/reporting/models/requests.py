"""A request 报送要求 of an office: what, by whom, how often; and its form in versions."""

from __future__ import annotations

import uuid
from datetime import time
from decimal import Decimal

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.workdays.days import weekday_text
from workflow.reporting.columns import Definition, column_of
from workflow.reporting.kinds import HolidayPolicy, Recurrence, UnitRule
from workflow.reporting.recurrence import Rule

SIGHT = frozenset({Permission.DISPATCH_READ, Permission.DISPATCH_WRITE, Permission.PROJECT_WRITE})
"""Who holds one of these may know of reports at all; of which ones, says ``visible_to``."""


def sees_reports(officer: Officer) -> bool:
    """May the officer know of reports at all?"""
    return officer.scope_root is not None and any(officer.may(one) for one in SIGHT)


class ReportRequestQuerySet(models.QuerySet["ReportRequest"]):
    """Reads of requests."""

    def visible_to(self, officer: Officer) -> ReportRequestQuerySet:
        """Those of the own subtree, and those that have ever asked a unit of it."""
        root = officer.scope_root
        if root is None or not sees_reports(officer):
            return self.none()
        returns = apps.get_model("reporting", "ReportReturn")
        asked = returns._default_manager.filter(round__request=OuterRef("pk"), unit__path__startswith=root.path)
        return self.filter(Q(organisation__path__startswith=root.path) | Exists(asked))


class ReportRequest(models.Model):
    """What an office asks of its units again and again. ``weekday`` 1 = Monday; ``day`` of the month 1–31.

    ``planned_through``: the last nominal day that has had its round. Deductions are told, nothing is computed of them.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="组织单位")
    name = models.CharField("名称", max_length=60)
    note = models.TextField("填报说明", max_length=1000, blank=True)
    recurrence = models.CharField("周期", max_length=12, choices=Recurrence.choices)
    weekday = models.PositiveSmallIntegerField("星期", null=True, blank=True)
    day = models.PositiveSmallIntegerField("日", null=True, blank=True)
    anchor_on = models.DateField("起算日期", null=True, blank=True)
    time = models.TimeField("截止时间", default=time(17, 30))
    holiday_policy = models.CharField("遇节假日", max_length=8, choices=HolidayPolicy.choices)
    window_days = models.PositiveSmallIntegerField("提前几天开始", default=3)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    unit_rule = models.CharField("报送单位", max_length=5, choices=UnitRule.choices)
    unit_kinds = models.JSONField("单位类型", default=list, blank=True)
    units = models.ManyToManyField(Organisation, related_name="+", verbose_name="指定单位", blank=True)
    late_deduction = models.DecimalField("迟报每次扣分", max_digits=4, decimal_places=1, default=Decimal(1))
    missing_deduction = models.DecimalField("漏报每次扣分", max_digits=4, decimal_places=1, default=Decimal(1))
    is_active = models.BooleanField("启用", default=True)
    planned_through = models.DateField("已安排到", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="新建人")
    created_at = models.DateTimeField("新建时间")
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ReportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送要求"
        ordering = ["organisation__path", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="reporting_request_named"),
            models.CheckConstraint(condition=Q(recurrence__in=Recurrence.values), name="reporting_recurrence_known"),
            models.CheckConstraint(condition=Q(holiday_policy__in=HolidayPolicy.values), name="reporting_policy_known"),
            models.CheckConstraint(condition=Q(unit_rule__in=UnitRule.values), name="reporting_units_known"),
            models.CheckConstraint(condition=Q(window_days__range=(1, 60)), name="reporting_window_range"),
            models.CheckConstraint(
                condition=Q(recurrence="weekly", weekday__range=(1, 7))
                | Q(recurrence="biweekly", anchor_on__isnull=False)
                | Q(recurrence="half_monthly")
                | Q(recurrence__in=["monthly", "quarterly"], day__range=(1, 31)),
                name="reporting_rule_whole",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="reporting_dates_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Rule:
        """When it is due."""
        return Rule(
            self.recurrence, self.holiday_policy, self.starts_on, self.ends_on, self.weekday, self.day, self.anchor_on
        )

    @property
    def rule_text(self) -> str:
        """每两周（周三，自2026-01-07起算）17:30 前."""
        name = self.get_recurrence_display()
        texts = {
            Recurrence.WEEKLY: f"每周{'一二三四五六日'[(self.weekday or 1) - 1]}",
            Recurrence.BIWEEKLY: f"{name}{weekday_text(self.anchor_on)}（自{self.anchor_on:%Y-%m-%d}起算）"
            if self.anchor_on
            else name,
            Recurrence.HALF_MONTHLY: name,
            Recurrence.MONTHLY: f"每月{self.day}日",
            Recurrence.QUARTERLY: f"每季度首月{self.day}日",
        }
        return f"{texts[Recurrence(self.recurrence)]} {self.time:%H:%M} 前"


class ReportForm(models.Model):
    """One version of the form of a request. ``columns``: see ``columns.Column.as_dict``. Append-only (``triggers``)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ReportRequest, models.PROTECT, related_name="forms", verbose_name="报送要求")
    number = models.PositiveSmallIntegerField("版次")
    columns = models.JSONField("列")
    key = models.CharField("识别列", max_length=40)
    amount = models.CharField("汇总金额列", max_length=40, blank=True)
    tiers_wan = models.JSONField("金额档次（万元）", default=list, blank=True)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="发布人")
    created_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = verbose_name_plural = "报送表式"
        ordering = ["request", "-number"]
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="reporting_form_number")]

    def __str__(self) -> str:
        return f"{self.request}（第{self.number}版）"

    @property
    def definition(self) -> Definition:
        """As rows are read by it."""
        return Definition(tuple(column_of(one) for one in self.columns), self.key, self.amount, tuple(self.tiers_wan))
