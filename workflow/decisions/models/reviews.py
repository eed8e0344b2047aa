"""Fair-competition reviews 公平竞争审查 (国务院令第783号): by whom, when, with what conclusion, under which number."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from projects.ledger.models import Evidence, Project
from projects.people.models import Officer


class Conclusion(models.TextChoices):
    """What a review finds."""

    FIT = "fit", "未发现排除、限制竞争，可以出台"
    EXEMPT = "exempt", "符合例外规定，可以出台"
    UNFIT = "unfit", "具有排除、限制竞争效果，不得出台"


GOOD = (Conclusion.FIT, Conclusion.EXEMPT)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reads of reviews."""

    def visible_to(self, officer: Officer) -> ReviewQuerySet:
        """Those of projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def current(self) -> ReviewQuerySet:
        """Those that count, the latest first: by the day of the review, then by when they were recorded."""
        return self.filter(withdrawn_at__isnull=True).order_by("-reviewed_on", "-recorded_at", "-id")


class Review(models.Model):
    """One review of what the project is to be promised. Never edited; a wrong one is withdrawn 作废 with its reason."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews", verbose_name="项目")
    reviewer = models.CharField("审查人", max_length=40)
    reviewed_on = models.DateField("审查日期")
    conclusion = models.CharField("审查结论", max_length=8, choices=Conclusion.choices)
    document_number = models.CharField("审查文号", max_length=60)
    note = models.CharField("说明", max_length=500, blank=True)
    paper = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name="审查材料", null=True, blank=True
    )
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="作废人", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_why = models.CharField("作废理由", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公平竞争审查"
        ordering = ["-reviewed_on", "-recorded_at", "-id"]
        indexes = [models.Index(fields=["project", "-reviewed_on"], name="decisions_review_of")]
        constraints = [
            models.CheckConstraint(condition=Q(conclusion__in=Conclusion.values), name="decisions_review_known"),
            models.CheckConstraint(condition=~Q(reviewer="") & ~Q(document_number=""), name="decisions_review_named"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False), ~Q(withdrawn_why="")),
                name="decisions_review_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("recorded_at")),
                name="decisions_review_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_conclusion_display()}（{self.reviewer}，{self.document_number}）"

    @property
    def is_good(self) -> bool:
        """May what was reviewed be promised?"""
        return self.conclusion in GOOD
