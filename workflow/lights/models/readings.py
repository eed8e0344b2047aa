"""The light of every night: what a past day is asked for, and what two reds running are counted in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.lights.colours import LABELS, RED
from workflow.lights.models.rules import LightRules


class LightNight(models.Model):
    """One night whose readings are complete. A night without a row is made good by the next tick."""

    day = models.DateField("日期", primary_key=True)
    read_at = models.DateTimeField("记录时间")
    projects = models.PositiveIntegerField("项目数")

    class Meta:
        verbose_name = verbose_name_plural = "亮灯记录日"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"


class LightReadingQuerySet(models.QuerySet["LightReading"]):
    """Reads of readings."""

    def visible_to(self, officer: Officer) -> LightReadingQuerySet:
        """Those of projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))


class LightReading(models.Model):
    """The light of one project at the end of one day, as the system knew it then. Append-only (``triggers``).

    ``rules``: the choice of the city behind it; none: the default preset. Only pursued and suspended projects are read.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="light_readings", verbose_name="项目")
    day = models.DateField("日期")
    colour = models.CharField("亮灯", max_length=6, choices=list(LABELS.items()))
    reasons = models.JSONField("理由")
    rules = models.ForeignKey(
        LightRules, models.PROTECT, related_name="+", verbose_name="规则版本", null=True, blank=True
    )

    objects = LightReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "每日亮灯"
        ordering = ["-day", "project"]
        indexes = [models.Index(fields=["project", "-day"], condition=Q(colour=RED), name="lights_reading_red")]
        constraints = [
            models.UniqueConstraint(fields=["project", "day"], name="lights_reading_once"),
            models.CheckConstraint(condition=Q(colour__in=list(LABELS)), name="lights_reading_colour"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.day} {LABELS[self.colour]}"
