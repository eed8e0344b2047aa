"""A recurring dispatch meeting 调度会."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.series import HolidayPolicy, MonthlyRule, Rule, SeriesKind


def sees_dispatch(officer: Officer) -> bool:
    """May the officer know of meetings at all? Administrators and people without a role do not."""
    return officer.may(Permission.DISPATCH_READ) or officer.may(Permission.DISPATCH_WRITE)


class SeriesQuerySet(models.QuerySet["Series"]):
    """Reads of series."""

    def visible_to(self, officer: Officer) -> SeriesQuerySet:
        """Series owned inside the officer's subtree or by an organisation above it, for those who see dispatch."""
        if not sees_dispatch(officer):
            return self.none()
        return self.filter(organisation__in=Organisation.objects.visible_to(officer))


class Series(models.Model):
    """A recurring dispatch meeting. ``weekday`` 1 = Monday … 7 = Sunday; ``day`` 1–31 (a shorter month: its last day).

    ``planned_through``: up to this nominal day every sitting is either called or deliberately not.
    ``calendar_seen_at``: the calendar as loaded up to then has been applied to the sittings ahead.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="series", verbose_name="组织单位")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=12, choices=SeriesKind.choices)
    monthly_rule = models.CharField("按月规则", max_length=4, choices=MonthlyRule.choices, blank=True)
    weekday = models.PositiveSmallIntegerField("星期", null=True, blank=True)
    nth = models.PositiveSmallIntegerField("第几个", null=True, blank=True)
    day = models.PositiveSmallIntegerField("日", null=True, blank=True)
    time = models.TimeField("时间")
    holiday_policy = models.CharField(
        "遇节假日", max_length=8, choices=HolidayPolicy.choices, default=HolidayPolicy.NEXT
    )
    place = models.CharField("地点", max_length=80)
    chair = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="主持人", null=True, blank=True)
    standing_attendees = models.ManyToManyField(
        Officer, related_name="+", verbose_name="固定参会人", blank=True, db_table="dispatch_series_standing"
    )
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)
    planned_through = models.DateField("已排到", null=True, blank=True, editable=False)
    calendar_seen_at = models.DateTimeField("已按日历核对", null=True, blank=True, editable=False)
    is_active = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="创建人")
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度会系列"
        ordering = ["organisation__path", "kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="weekly", weekday__range=(1, 7))
                | Q(kind="monthly", monthly_rule="day", day__range=(1, 31))
                | Q(kind="monthly", monthly_rule="nth", nth__range=(1, 5), weekday__range=(1, 7)),
                name="dispatch_series_rule",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Rule:
        """When it sits, as a value."""
        return Rule(
            kind=self.kind,
            holiday_policy=self.holiday_policy,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            monthly_rule=self.monthly_rule,
            weekday=self.weekday,
            nth=self.nth,
            day=self.day,
        )
