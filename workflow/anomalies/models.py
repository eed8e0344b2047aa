"""When something counts as conspicuous, and what has been looked at and found in order (domain.md 2.7)."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from projects.people.models import Officer, Organisation


class AnomalyRules(models.Model):
    """One city's thresholds. A city without a row uses the preset (the defaults below)."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="anomaly_rules", verbose_name="市（县）"
    )
    look_back_days = models.PositiveSmallIntegerField(
        "回看天数", default=365, validators=[MinValueValidator(30), MaxValueValidator(1100)]
    )
    late_days = models.PositiveSmallIntegerField("认定晚于发生日期超过（天）", default=60)
    month_end_days = models.PositiveSmallIntegerField(
        "月末几天", default=3, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    month_end_least = models.PositiveSmallIntegerField("月末集中至少（件）", default=4)
    month_end_percent = models.PositiveSmallIntegerField(
        "月末集中占比（%，含本数）", default=60, validators=[MaxValueValidator(100)]
    )
    firm_months = models.PositiveSmallIntegerField("同一企业两次签约相隔不超过（月）", default=24)
    eve_least = models.PositiveSmallIntegerField("只在会前修改至少（次会议）", default=3)
    amount_percent = models.PositiveSmallIntegerField("认定后金额变动达到（%，含本数）", default=5)

    class Meta:
        verbose_name = verbose_name_plural = "异常线索规则"

    def __str__(self) -> str:
        return f"{self.organisation}异常线索规则"

    @classmethod
    def of(cls, organisation: Organisation) -> AnomalyRules:
        """The rules of the nearest organisation at or above ``organisation`` that has some, else the preset."""
        above = cls.objects.filter(organisation__path__in=organisation.lineage())
        return above.order_by("-organisation__depth").first() or cls(organisation=organisation)


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    """Reads of clearances."""

    def current(self) -> ClearanceQuerySet:
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def told_to(self, officer: Officer) -> ClearanceQuerySet:
        """Those by an office at or above the officer's own, which settle it for them; and those from below it."""
        root = officer.scope_root
        if root is None:
            return self.none()
        above = Q(organisation__path__in=root.lineage())
        return self.filter(above | Q(organisation__path__startswith=root.path))


class Clearance(models.Model):
    """已核实无问题: somebody looked at one anomaly and says why it is in order.

    ``fingerprint`` is of the facts that were judged: other facts make the anomaly come back. ``organisation``: in
    whose name it was judged. It settles the matter for that unit and all below it, never for those above.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类型", max_length=20)
    key = models.CharField("对象", max_length=80)
    fingerprint = models.CharField("事实指纹", max_length=64)
    title = models.CharField("名称", max_length=120)
    reason = models.CharField("核实情况", max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="核实单位")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="核实人")
    at = models.DateTimeField("核实时间")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="撤销人", null=True, blank=True
    )

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异常线索核实"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "fingerprint", "organisation"],
                condition=Q(withdrawn_at__isnull=True),
                name="anomalies_cleared_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="anomalies_reason_given"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("at"), withdrawn_by__isnull=False),
                name="anomalies_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title
