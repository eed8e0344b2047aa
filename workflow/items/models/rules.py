"""Numbers of the lights and clocks of items: configuration of an issuer and what stands below it, with a preset."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from projects.people.models import Organisation


@dataclass(frozen=True)
class Numbers:
    """Working days, but ``check_days``, which are calendar days. The preset is practice.md 3.4 and 3.3."""

    sign_days: int = 1
    blue_days: int = 2
    yellow_days: int = 3
    check_days: int = 30


PRESET = Numbers()


class ItemRule(models.Model):
    """Numbers of one issuer, valid for all issuers below it that have none of their own."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name="交办单位")
    sign_days = models.PositiveSmallIntegerField("签收时限（工作日）", default=PRESET.sign_days)
    blue_days = models.PositiveSmallIntegerField("提前提醒（工作日）", default=PRESET.blue_days)
    yellow_days = models.PositiveSmallIntegerField("黄灯最多逾期（工作日）", default=PRESET.yellow_days)
    check_days = models.PositiveSmallIntegerField("销号后多少天跟踪问效", default=PRESET.check_days)

    class Meta:
        verbose_name = verbose_name_plural = "交办督办规则"
        ordering = ["organisation__path"]
        constraints = [
            models.CheckConstraint(condition=Q(sign_days__gte=1, sign_days__lte=30), name="items_rule_sign"),
            models.CheckConstraint(condition=Q(blue_days__lte=30), name="items_rule_blue"),
            models.CheckConstraint(condition=Q(yellow_days__gte=1, yellow_days__lte=60), name="items_rule_yellow"),
            models.CheckConstraint(condition=Q(check_days__gte=1, check_days__lte=365), name="items_rule_check"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}的交办督办规则"

    @property
    def numbers(self) -> Numbers:
        """Without the row."""
        return Numbers(self.sign_days, self.blue_days, self.yellow_days, self.check_days)


def numbers_of(issuer: Organisation) -> Numbers:
    """Of the issuer itself, else of the nearest unit above it that has a row, else the preset."""
    rows = ItemRule.objects.filter(organisation__path__in=issuer.lineage()).order_by("-organisation__depth")
    found = rows.first()
    return found.numbers if found else PRESET
