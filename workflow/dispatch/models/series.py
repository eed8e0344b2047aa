"""A recurring dispatch meeting 调度会."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.agenda.choices import base_rules
from workflow.dispatch.rhythms import BY_MONTH, BY_WEEK, HolidayPolicy, MonthlyRule, Rhythm, Rule, SeriesKind, rhythm_of

_BY_WEEK = Q(kind__in=BY_WEEK) | Q(rhythm__in=BY_WEEK)
_BY_MONTH = Q(kind__in=BY_MONTH) | Q(rhythm__in=BY_MONTH)
_BY_QUARTER = Q(kind=SeriesKind.QUARTERLY) | Q(rhythm=Rhythm.QUARTERLY)
_IN_MONTH = Q(monthly_rule="day", day__range=(1, 31)) | Q(monthly_rule="nth", nth__range=(1, 5), weekday__range=(1, 7))
_RULED = (
    Q(kind=SeriesKind.MOBILISATION)
    | (_BY_WEEK & Q(weekday__isnull=False, weekday__range=(1, 7)))
    | (_BY_MONTH & _IN_MONTH & (~_BY_QUARTER | Q(quarter_month__isnull=False, quarter_month__range=(1, 3))))
)
_FITTING = Q(kind=SeriesKind.CONSULTATION) & ~Q(rhythm="") | ~Q(kind=SeriesKind.CONSULTATION) & Q(rhythm="")


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

    ``kind`` says what it is, and how often it sits but for a consultation, which has a ``rhythm``. ``body``: the
    领导小组／联席会议 or team that meets, whose members are called. ``first_number``: with which 第几次 this system
    begins. ``notice_workdays``: how many working days an extra sitting is called ahead. ``materials_workdays``: so
    many working days before a sitting the material of the units is due; none: nothing is asked. ``agenda_rules``:
    see ``agenda.choices``.

    ``planned_through``: up to this nominal day every sitting is either called or deliberately not.
    ``calendar_seen_at``: the calendar as loaded up to then has been applied to the sittings ahead.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="series", verbose_name="组织单位")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=12, choices=SeriesKind.choices)
    rhythm = models.CharField("频次", max_length=12, choices=Rhythm.choices, blank=True)
    body = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="body_series",
        verbose_name="领导小组／联席会议",
        null=True,
        blank=True,
    )
    quarter_month = models.PositiveSmallIntegerField("季度第几个月", null=True, blank=True)
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
    first_number = models.PositiveIntegerField("首次编号", default=1)
    notice_workdays = models.PositiveSmallIntegerField("加开至少提前（工作日）", default=1)
    materials_workdays = models.PositiveSmallIntegerField("会前几个工作日报材料", null=True, blank=True)
    agenda_rules = models.JSONField("议题规则", default=base_rules, blank=True)
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
            models.CheckConstraint(condition=_RULED, name="dispatch_series_rhythm"),
            models.CheckConstraint(condition=_FITTING, name="dispatch_series_kind"),
            models.CheckConstraint(condition=Q(first_number__gte=1), name="dispatch_series_first"),
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
            rhythm=self.rhythm,
            quarter_month=self.quarter_month,
        )

    @property
    def beat(self) -> str:
        """Its rhythm, whoever says it; empty for single sittings."""
        return rhythm_of(self.kind, self.rhythm)

    @property
    def beat_label(self) -> str:
        """每周, 每两周, 每月, 每季度, 不定期."""
        return str(Rhythm(self.beat).label) if self.beat else "不定期"

    @property
    def owner(self) -> Organisation:
        """Whose meeting it is: the body's, or the organisation's."""
        return self.body or self.organisation
