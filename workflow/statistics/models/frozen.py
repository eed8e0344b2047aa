"""Figures as they were published: the question, the numbers, and every row behind them, for good."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.statistics.figures import Question
from workflow.statistics.freezing import seal
from workflow.statistics.keys import decode
from workflow.statistics.terms import Measure


class FrozenFigureQuerySet(models.QuerySet["FrozenFigure"]):
    """Reads of frozen figures."""

    def visible_to(self, officer: Officer) -> FrozenFigureQuerySet:
        """One's own, and those frozen over a scope that lies within one's own: who sees all of their rows."""
        root = officer.scope_root
        if not officer.may(Permission.STATISTICS_READ):
            return self.none()
        own = Q(frozen_by=officer)
        return self.filter(own | Q(scope__path__startswith=root.path) if root else own)


class FrozenFigure(models.Model):
    """One number with its cells and rows. Append-only at the database (``triggers``).

    ``key``: the question (``keys.encode``) with both its times. ``scope``: the unit whose sight was counted.
    ``amount`` in the unit of ``measure``. ``cells``: [key, label, number, amount] each; ``rows``: [kind, id, project,
    number, amount] each, in the order of ``rows``; amounts as texts. ``sha256``: ``freezing.seal`` over all of it.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("名称", max_length=120)
    key = models.TextField("统计条件")
    as_of = models.DateField("截至日期")
    known_at = models.DateTimeField("数据时点")
    measure = models.CharField("指标", max_length=8, choices=Measure.choices)
    scope = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="统计范围", null=True)
    count = models.PositiveIntegerField("个数")
    amount = models.DecimalField("金额", max_digits=20, decimal_places=4)
    cells = models.JSONField("分项", default=list)
    rows = models.JSONField("明细", default=list)
    sha256 = models.CharField("校验值", max_length=64)
    frozen_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="定稿人")
    frozen_at = models.DateTimeField("定稿时间")

    objects = FrozenFigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定稿统计数"
        ordering = ["-frozen_at", "-id"]
        indexes = [models.Index(fields=["-frozen_at"], name="statistics_frozen_recent")]

    def __str__(self) -> str:
        return self.title

    @property
    def question(self) -> Question:
        """What was asked."""
        return decode(self.key)

    @property
    def is_whole(self) -> bool:
        """Does the seal still fit what is stored?"""
        return self.sha256 == seal(self.key, self.count, self.amount, self.cells, self.rows)
