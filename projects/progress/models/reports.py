"""Progress reports 进展报告: what a unit says happened to a project in one week or month."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from projects.ledger.models import Evidence, Project
from projects.people.models import Officer
from projects.progress.kinds import PeriodKind
from projects.progress.periods import Period


class ReportQuerySet(models.QuerySet["Report"]):
    """Reads of reports."""

    def visible_to(self, officer: Officer) -> ReportQuerySet:
        """Reports of projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def current(self) -> ReportQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def before(self, period: Period) -> ReportQuerySet:
        """Current reports of earlier periods, the last one first."""
        return self.current().filter(last_on__lt=period.last_on).order_by("-last_on", "-first_on")


class Report(models.Model):
    """One project, one period. ``completed_wan`` is a measure of its own: 万元 CNY of fixed investment, from the start.

    Corrected in place with the next version; every version stands in the history of rows.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="reports", verbose_name="项目")
    kind = models.CharField("报告周期", max_length=5, choices=PeriodKind.choices)
    first_on = models.DateField("本期首日")
    last_on = models.DateField("本期末日")
    due_on = models.DateField("报送期限")
    news = models.TextField("本期进展", max_length=4000)
    next_steps = models.TextField("下步计划", max_length=2000, blank=True)
    completed_wan = models.DecimalField(
        "累计完成固定资产投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True
    )
    image_percent = models.PositiveSmallIntegerField("形象进度（%）", null=True, blank=True)
    note = models.CharField("数据说明", max_length=200, blank=True)
    evidence = models.ManyToManyField(
        Evidence, related_name="+", verbose_name="照片和材料", blank=True, db_table="progress_report_evidence"
    )
    is_late = models.BooleanField("逾期报送", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="报送人")
    created_at = models.DateTimeField("报送时间")
    updated_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="更正人")
    updated_at = models.DateTimeField("更正时间")
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="作废人", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawal_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展报告"
        ordering = ["-last_on", "-first_on", "-created_at"]
        indexes = [models.Index(fields=["project", "-last_on"], name="progress_report_recent")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "first_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="progress_one_a_period",
            ),
            models.CheckConstraint(condition=Q(last_on__gt=F("first_on")), name="progress_period_order"),
            models.CheckConstraint(
                condition=Q(completed_wan__isnull=True) | Q(completed_wan__gte=0), name="progress_completed_not_less"
            ),
            models.CheckConstraint(
                condition=Q(image_percent__isnull=True) | Q(image_percent__lte=100), name="progress_image_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.label}进展"

    @property
    def period(self) -> Period:
        """The week or month it speaks of."""
        return Period(self.kind, self.first_on, self.last_on)

    @property
    def is_corrected(self) -> bool:
        """Has it been corrected since it was sent in?"""
        return self.version > 1 and self.withdrawn_at is None

    def is_closed_on(self, on: date) -> bool:
        """Is the deadline over, so that a correction says why?"""
        return on > self.due_on
