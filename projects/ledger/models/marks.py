"""Marks 标识: why a project is counted apart. A tag is free text; a mark is a claim that must be founded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.ledger.bounds import within
from projects.ledger.kinds import MarkKind
from projects.ledger.models.projects import Project
from projects.ledger.models.rows import CURRENT, FileRow

OF_A_LIST = (MarkKind.WORLD500, MarkKind.CHINA500, MarkKind.PRIVATE500)
"""Marks that mean the list of one year."""
WITH_REASON = (MarkKind.HIGH_TECH,)
"""Marks that need a reason on record (domain.md 5, case c)."""


class Mark(FileRow):
    """One mark of one project, at most once."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="marks", verbose_name="项目")
    kind = models.CharField("标识", max_length=12, choices=MarkKind.choices)
    list_year = models.PositiveSmallIntegerField("榜单年度", null=True, blank=True, validators=within(1900, 2200))
    reason = models.CharField("依据或理由", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "标识"
        ordering = ["kind", "created_at", "id"]
        indexes = [models.Index(fields=["kind", "project"], name="ledger_mark_kind")]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], condition=CURRENT, name="ledger_mark_once"),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in OF_A_LIST]) | Q(list_year__isnull=False),
                name="ledger_mark_list_year",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in WITH_REASON]) | ~Q(reason=""), name="ledger_mark_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f'（{self.list_year}年）' if self.list_year else ''}"
