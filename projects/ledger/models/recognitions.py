"""荣誉资质: the lists an enterprise stands on and the titles it holds."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.bounds import within
from projects.ledger.models.enterprises import TOP_500, Enterprise
from projects.people.models import Officer


class RecognitionKind(models.TextChoices):
    """Which list or title."""

    WORLD_500 = "world500", "世界500强"
    CHINA_500 = "china500", "中国500强"
    PRIVATE_500 = "private500", "民营500强"
    LISTED = "listed", "上市公司"
    CHAIN_LEADER = "chain_leader", "链主企业"
    HIGH_TECH = "high_tech", "高新技术企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”"
    SINGLE_CHAMPION = "champion", "制造业单项冠军"
    UNICORN = "unicorn", "独角兽企业"
    GAZELLE = "gazelle", "瞪羚企业"
    OTHER = "other", "其他"


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    """Reads of recognitions."""

    def valid(self) -> RecognitionQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Recognition(models.Model):
    """One list or title. A place among 500 has the year of the list; ``text`` names what is none of the known kinds."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="honours", verbose_name="企业")
    kind = models.CharField("类别", max_length=12, choices=RecognitionKind.choices)
    list_year = models.PositiveSmallIntegerField("榜单或认定年份", null=True, blank=True, validators=within(1900, 2200))
    text = models.CharField("名称", max_length=60, blank=True)
    stock_code = models.CharField("股票代码", max_length=12, blank=True)
    note = models.CharField("备注", max_length=120, blank=True)
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人", null=True)
    added_at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="作废人", null=True, blank=True
    )
    withdrawn_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "荣誉资质"
        ordering = ["-list_year", "kind", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "text", "list_year"],
                condition=Q(withdrawn_at__isnull=True, list_year__isnull=False),
                name="ledger_honour_year_once",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "kind", "text"],
                condition=Q(withdrawn_at__isnull=True, list_year__isnull=True),
                name="ledger_honour_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=TOP_500) | Q(list_year__isnull=False), name="ledger_list_has_year"
            ),
            models.CheckConstraint(condition=~Q(kind="other") | ~Q(text=""), name="ledger_other_has_text"),
        ]

    def __str__(self) -> str:
        told = self.text if self.kind == RecognitionKind.OTHER else str(RecognitionKind(self.kind).label)
        detail = self.stock_code or self.list_year
        return f"{told}（{detail}）" if detail else told
