"""Phases 分期 of a project, and what is planned to be invested year by year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from projects.ledger.bounds import within
from projects.ledger.models.projects import Project
from projects.ledger.models.rows import CURRENT, FileRow, not_negative


class Phase(FileRow):
    """One phase with its own dates and amounts (万元). A later phase inside a signed contract is no new project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="phases", verbose_name="项目")
    number = models.PositiveSmallIntegerField("期次", validators=within(1, 99))
    name = models.CharField("分期名称", max_length=60, blank=True, default="")
    total_wan = models.DecimalField("本期总投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True)
    fixed_wan = models.DecimalField("本期固定资产投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True)
    planned_started_on = models.DateField("计划开工", null=True, blank=True)
    planned_producing_on = models.DateField("计划投产", null=True, blank=True)
    started_on = models.DateField("实际开工", null=True, blank=True)
    producing_on = models.DateField("实际投产", null=True, blank=True)
    capacity = models.CharField("产能", max_length=120, blank=True, default="")
    expected_output_wan = models.DecimalField(
        "预计年产值（万元）", max_digits=16, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "分期"
        ordering = ["number", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], condition=CURRENT, name="ledger_phase_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ledger_phase_number"),
            models.CheckConstraint(
                condition=not_negative("total_wan", "fixed_wan", "expected_output_wan"), name="ledger_phase_positive"
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(producing_on__isnull=True)
                | Q(producing_on__gte=F("started_on")),
                name="ledger_phase_order",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}期{f' {self.name}' if self.name else ''}"


class YearPlan(FileRow):
    """年度计划投资: what a year is to bring. One of the five measures; never added to the others."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="year_plans", verbose_name="项目")
    year = models.PositiveSmallIntegerField("年度", validators=within(1900, 2200))
    amount_wan = models.DecimalField("计划投资（万元）", max_digits=16, decimal_places=4)
    content = models.CharField("年度建设内容", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "年度计划投资"
        ordering = ["year", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], condition=CURRENT, name="ledger_year_plan_once"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="ledger_year_plan_year"),
            models.CheckConstraint(condition=not_negative("amount_wan"), name="ledger_year_plan_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年"
