"""Credits 业绩分成: which unit is credited with how much of a project (practice.md 1.5)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.ledger.kinds import CreditPart
from projects.ledger.models.projects import Project
from projects.ledger.models.rows import CURRENT, FileRow
from projects.people.models import Organisation


class Credit(FileRow):
    """The part of one unit. The current credits of a project add up to exactly 100, or there is none.

    They are written together, by ``services.set_credits`` only: no row alone can keep that promise.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="credits", verbose_name="项目")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="credits", verbose_name="单位")
    part = models.CharField("贡献", max_length=14, choices=CreditPart.choices)
    percent = models.DecimalField("比例（%）", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "业绩分成"
        ordering = ["-percent", "part", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation", "part"], condition=CURRENT, name="ledger_credit_once"
            ),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="ledger_credit_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}（{self.get_part_display()}）"
