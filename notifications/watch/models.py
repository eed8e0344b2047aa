"""What the watch remembers: troubles and who was told of them, looks outside, subjects that scans fail on."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.people.models import Officer


class TroubleQuerySet(models.QuerySet["Trouble"]):
    """Reads of troubles."""

    def open(self) -> TroubleQuerySet:
        """Not over yet."""
        return self.filter(ended_at__isnull=True)


class Trouble(models.Model):
    """One trouble from its first look to its last. One of a kind is open at a time.

    ``told_at``: when the last mail about it left, the first or a reminder. ``held_until``: somebody is sending one.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField("项目", max_length=40)
    label = models.CharField("名称", max_length=40)
    said = models.CharField("情况", max_length=300)
    began_at = models.DateTimeField("开始时间")
    seen_at = models.DateTimeField("最近发现")
    told_at = models.DateTimeField("最近告警", null=True, blank=True)
    times = models.PositiveIntegerField("告警次数", default=0)
    held_until = models.DateTimeField("占用至", null=True, blank=True)
    ended_at = models.DateTimeField("恢复时间", null=True, blank=True)
    cleared_at = models.DateTimeField("解除告警时间", null=True, blank=True)

    objects = TroubleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "故障"
        ordering = ["-began_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(ended_at__isnull=True), name="watch_trouble_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.said}"


class Probe(models.Model):
    """The last look at something outside the database, such as the log-in at the mail server.

    ``at``: when somebody last set out to look, so that one process looks and not all. ``failing_since``: empty while
    it is good; ``good_since``: when it came back. ``failures``: how often in a row it was bad.
    """

    name = models.CharField("项目", max_length=20, primary_key=True)
    at = models.DateTimeField("最近检查")
    failing_since = models.DateTimeField("开始失败时间", null=True, blank=True)
    good_since = models.DateTimeField("恢复正常时间", null=True, blank=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    said = models.CharField("应答", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "外部检查"

    def __str__(self) -> str:
        return self.name


class ScanFailureQuerySet(models.QuerySet["ScanFailure"]):
    """Reads of failures."""

    def open(self) -> ScanFailureQuerySet:
        """Looked at again with every scan."""
        return self.filter(set_aside_at__isnull=True)

    def aside(self) -> ScanFailureQuerySet:
        """Left out, by decision of a person."""
        return self.filter(set_aside_at__isnull=False)


class ScanFailure(models.Model):
    """A subject on which a family of rules fails. It is looked at again with every scan, and holds back no other.

    ``subject``: kind and key of the thing; empty when the family cannot even list its subjects. While a failure is
    open, the family looks back to ``first_at``: once mended, nothing is lost. Set aside, it is not looked at.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    family = models.CharField("扫描", max_length=40)
    subject = models.CharField("对象", max_length=80, blank=True)
    error = models.CharField("错误", max_length=300)
    first_at = models.DateTimeField("首次失败")
    last_at = models.DateTimeField("最近失败")
    times = models.PositiveIntegerField("次数", default=1)
    set_aside_at = models.DateTimeField("搁置时间", null=True, blank=True)
    set_aside_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="搁置人", null=True, blank=True
    )
    reason = models.CharField("搁置理由", max_length=200, blank=True)

    objects = ScanFailureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "扫描失败"
        ordering = ["-last_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["family", "subject"], name="watch_failure_once")]

    def __str__(self) -> str:
        return f"{self.family} {self.subject}".strip()

    @property
    def version(self) -> int:
        """Grows with every failure, and when it is set aside."""
        return self.times + bool(self.set_aside_at)
