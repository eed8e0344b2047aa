"""Which rules a city has chosen: every choice is a row, a later one supersedes it, none is overwritten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation
from workflow.lights.ruleset import RuleSet


class LightRules(models.Model):
    """One choice of one city: all numbers of all rules, from a day on. Append-only (``triggers``)."""

    city = models.ForeignKey(Organisation, models.PROTECT, related_name="light_rules", verbose_name="市")
    preset = models.CharField("预设", max_length=12)
    numbers = models.JSONField("参数")
    effective_from = models.DateField("生效日期")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "亮灯规则"
        ordering = ["-effective_from", "-at", "-id"]
        indexes = [models.Index(fields=["city", "-effective_from"], name="lights_rules_of_city")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="lights_rules_reason")]

    def __str__(self) -> str:
        return f"{self.city}亮灯规则（{self.effective_from}起）"

    @property
    def rules(self) -> RuleSet:
        """As a set of rules."""
        return RuleSet.of(self.numbers, version=self.pk)
