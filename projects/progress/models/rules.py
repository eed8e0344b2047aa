"""When a report is late, and when silence becomes news: configuration with presets."""

from __future__ import annotations

from django.db import models

from projects.people.models import Organisation
from projects.progress.kinds import PeriodKind


class ReportRules(models.Model):
    """One unit's choices, for itself and what lies below it. One without a row uses the preset (the defaults)."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="report_rules", verbose_name="单位")
    period = models.CharField("报告周期", max_length=5, choices=PeriodKind.choices, default=PeriodKind.MONTH)
    grace_workdays = models.PositiveSmallIntegerField("期末后几个工作日内报送", default=3)
    silent_days = models.PositiveSmallIntegerField("多少天没有进展算久无进展", default=45)

    class Meta:
        verbose_name = verbose_name_plural = "进展报告规则"

    def __str__(self) -> str:
        return f"{self.organisation}进展报告规则"

    @classmethod
    def of(cls, organisation: Organisation) -> ReportRules:
        """The rules of the nearest unit at or above ``organisation`` that has some, else the preset."""
        above = cls.objects.filter(organisation__path__in=organisation.lineage())
        return above.order_by("-organisation__depth").first() or cls(organisation=organisation)
