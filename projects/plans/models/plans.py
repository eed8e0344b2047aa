"""The plan 一个方案 of a project."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.ledger.models import Project
from projects.people.models import Officer


class Plan(models.Model):
    """One per project and named by it: ``pk`` is the project's. Promised (承诺) as a whole, once.

    ``version`` grows with every write to the plan or one of its nodes.
    """

    project = models.OneToOneField(Project, models.PROTECT, primary_key=True, related_name="plan", verbose_name="项目")
    template_name = models.CharField("套用模板", max_length=60, blank=True)
    starts_on = models.DateField("起算日期")
    confirmed_at = models.DateTimeField("承诺时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="承诺人", null=True, blank=True
    )
    version = models.PositiveIntegerField("版本", default=1)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="编制人")
    created_at = models.DateTimeField("编制时间")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "节点方案"
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="plans_confirmed_by_whom",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project}节点方案"

    @property
    def is_confirmed(self) -> bool:
        """Has it been promised?"""
        return self.confirmed_at is not None
