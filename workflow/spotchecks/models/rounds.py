"""A round 轮次 and its frame: what could be drawn, what was, and by which seed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.stages import Step
from projects.people.models import Officer, Organisation
from workflow.spotchecks.kinds import Method, RoundState
from workflow.spotchecks.strata import labels_of
from workflow.steps.models import Transition


class Round(models.Model):
    """A round of spot checks of one territory. ``steps``, ``dimensions``: lists of names; ``days``: working days.

    ``size``: of the whole sample, or of each stratum (``method``). Once fixed no column ever changes (``triggers``).
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="核查范围")
    year = models.PositiveSmallIntegerField("年度")
    sequence = models.PositiveIntegerField("序号")
    title = models.CharField("名称", max_length=80)
    steps = models.JSONField("节点", default=list)
    from_on = models.DateField("起始日期")
    to_on = models.DateField("截止日期")
    dimensions = models.JSONField("分层", default=list, blank=True)
    method = models.CharField("分配方式", max_length=12, choices=Method.choices)
    size = models.PositiveIntegerField("样本数")
    seed = models.CharField("随机种子", max_length=64)
    days = models.PositiveSmallIntegerField("核查时限（工作日）", default=10)
    skips_checked = models.BooleanField("不再抽已核查过的认定", default=False)
    state = models.CharField("状态", max_length=8, choices=RoundState.choices, default=RoundState.PLANNED)
    known_at = models.DateTimeField("抽样框时点", null=True, blank=True)
    algorithm = models.CharField("抽样算法", max_length=20, blank=True)
    frame_size = models.PositiveIntegerField("抽样框个数", null=True, blank=True)
    frame_sha256 = models.CharField("抽样框 SHA-256", max_length=64, blank=True)
    fixed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="固定人", null=True, blank=True
    )
    fixed_at = models.DateTimeField("固定时间", null=True, blank=True)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="拟定人")
    created_at = models.DateTimeField("拟定时间")
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "核查轮次"
        ordering = ["-year", "-sequence", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "sequence"], name="spotchecks_number_once"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="spotchecks_state_known"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="spotchecks_method_known"),
            models.CheckConstraint(condition=Q(size__gte=1), name="spotchecks_size_positive"),
            models.CheckConstraint(condition=Q(days__gte=1), name="spotchecks_days_positive"),
            models.CheckConstraint(condition=Q(from_on__lte=models.F("to_on")), name="spotchecks_period_order"),
            models.CheckConstraint(condition=~Q(seed=""), name="spotchecks_seed_given"),
            models.CheckConstraint(
                condition=Q(state="planned", fixed_at__isnull=True)
                | (
                    Q(state="fixed", fixed_at__isnull=False, fixed_by__isnull=False, known_at__isnull=False)
                    & Q(frame_size__gte=1)
                    & ~Q(frame_sha256="")
                    & ~Q(algorithm="")
                ),
                name="spotchecks_fixed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """核查〔2026〕3号."""
        return f"核查〔{self.year}〕{self.sequence}号"

    @property
    def is_fixed(self) -> bool:
        """Is the list frozen?"""
        return self.state == RoundState.FIXED

    @property
    def steps_label(self) -> str:
        """Names of the steps covered."""
        return "、".join(str(Step(step).label) for step in self.steps)

    @property
    def dimensions_label(self) -> str:
        """By what it is divided."""
        return labels_of(self.dimensions)


class FrameRow(models.Model):
    """One verified step that could be drawn. ``place``: in its stratum by ticket, from 1. Never changes."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="frame", verbose_name="轮次")
    transition = models.ForeignKey(Transition, models.PROTECT, related_name="frame_rows", verbose_name="流转记录")
    stratum = models.CharField("层", max_length=160)
    place = models.PositiveIntegerField("层内序号")
    is_drawn = models.BooleanField("抽中")

    class Meta:
        verbose_name = verbose_name_plural = "抽样框"
        ordering = ["round", "stratum", "place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "transition"], name="spotchecks_frame_once"),
            models.UniqueConstraint(fields=["round", "stratum", "place"], name="spotchecks_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stratum} {self.place}"
