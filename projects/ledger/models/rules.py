"""Thresholds and clocks that differ between cities: configuration with a preset, never a constant in code."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from projects.people.models import Organisation
from projects.statements import Slot, Statement


class CityRules(models.Model):
    """One city's choices. A city without a row uses the preset (the defaults below)."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="rules", verbose_name="市（县）")
    chief_threshold_wan = models.DecimalField(
        "首席责任人投资门槛（万元，含本数）", max_digits=16, decimal_places=4, default=Decimal(100_000)
    )
    chief_when_assigned = models.BooleanField("直接交办项目需要首席责任人", default=True)
    chief_when_demonstration = models.BooleanField("示范项目需要首席责任人", default=True)
    backdating_days = models.PositiveIntegerField("允许补录天数", default=365)
    verification_days = models.PositiveIntegerField("认定时限（工作日）", default=5)
    clash_tolerance_percent = models.PositiveSmallIntegerField("撞单比对金额容差（%）", default=10)
    clash_days = models.PositiveSmallIntegerField("撞单裁定时限（工作日）", default=5)

    class Meta:
        verbose_name = verbose_name_plural = "城市规则"

    def __str__(self) -> str:
        return f"{self.organisation}规则"

    @classmethod
    def of(cls, organisation: Organisation) -> CityRules:
        """The rules of the nearest organisation at or above ``organisation`` that has some, else the preset."""
        return Statement(cls._above, lineage=organisation.lineage()).first() or cls(organisation=organisation)

    @classmethod
    def _above(cls) -> models.QuerySet[CityRules]:
        above = cls.objects.filter(organisation__path__among=Slot("lineage", models.CharField()))
        return above.order_by("-organisation__depth")[:1]
