"""Numbers of documents 发文字号."""

from __future__ import annotations

from django.db import models

from projects.people.models import Organisation


class NumberSeries(models.Model):
    """How far the numbers of one issuing word (文号代字, for example 芜招办) have come in one year."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="发文单位")
    word = models.CharField("文号代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "发文字号"
        ordering = ["word", "-year"]
        constraints = [models.UniqueConstraint(fields=["organisation", "word", "year"], name="papers_series_once")]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕"
