"""A frozen pack: what it says, and the very bytes in which it was handed out."""

from __future__ import annotations

import uuid
from functools import cached_property

from django.db import models
from django.db.models import F, Q

from projects.people.models import Officer
from workflow.dispatch.models import Meeting
from workflow.packs.content import PackContent, from_json
from workflow.packs.kinds import FileKind


class PackQuerySet(models.QuerySet["Pack"]):
    """Reads of packs."""

    def visible_to(self, officer: Officer) -> PackQuerySet:
        """Packs of sittings the officer sees. What of one he may read is another question: ``queries.seen``."""
        return self.filter(meeting__in=Meeting.objects.visible_to(officer))

    def latest_first(self) -> PackQuerySet:
        """The newest edition first."""
        return self.order_by("-edition")


class Pack(models.Model):
    """One edition 版次 of the material of one sitting, as of ``cut_off``. Append-only (``triggers``).

    ``since``: changes are told from there. ``content``: ``content.PackContent`` as JSON, ``sha256`` of its canonical
    bytes: what the minutes print. ``frozen_by`` empty: the system, for the sitting as it stood on ``automatic_for``.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="packs", verbose_name="调度会")
    edition = models.PositiveSmallIntegerField("版次")
    cut_off = models.DateTimeField("数据截止")
    since = models.DateTimeField("变化起点")
    reason = models.CharField("重新定稿的原因", max_length=200, blank=True)
    content = models.JSONField("内容")
    sha256 = models.CharField("内容校验码", max_length=64)
    topics = models.PositiveIntegerField("议题数")
    frozen_at = models.DateTimeField("定稿时间")
    frozen_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="定稿人", null=True, blank=True
    )
    automatic_for = models.DateTimeField("自动定稿所依开会时间", null=True, blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议材料"
        ordering = ["meeting", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "edition"], name="packs_edition_once"),
            models.UniqueConstraint(
                fields=["meeting", "automatic_for"],
                condition=Q(automatic_for__isnull=False),
                name="packs_automatic_once",
            ),
            models.CheckConstraint(condition=Q(edition__gte=1), name="packs_edition_from_one"),
            models.CheckConstraint(condition=Q(edition=1) | ~Q(reason=""), name="packs_again_with_reason"),
            models.CheckConstraint(condition=Q(cut_off__lte=F("frozen_at")), name="packs_cut_off_not_ahead"),
            models.CheckConstraint(condition=Q(since__lt=F("cut_off")), name="packs_period_order"),
        ]
        indexes = [models.Index(fields=["-frozen_at"], name="packs_pack_recent")]

    def __str__(self) -> str:
        return f"{self.meeting.title}材料（第{self.edition}版）"

    @cached_property
    def said(self) -> PackContent:
        """The content as values."""
        return from_json(self.content)


class PackFile(models.Model):
    """One printed form, byte for byte as it was made. Append-only (``triggers``)."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="files", verbose_name="会议材料")
    kind = models.CharField("格式", max_length=4, choices=FileKind.choices)
    data = models.BinaryField("文件")
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("文件校验码", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "会议材料文件"
        ordering = ["pack", "kind"]
        constraints = [models.UniqueConstraint(fields=["pack", "kind"], name="packs_file_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.get_kind_display()}"
