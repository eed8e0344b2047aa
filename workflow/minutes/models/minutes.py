"""The minutes 会议纪要 of a sitting: a draft, then a locked document; what comes later is added to it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.people.models import Officer
from workflow.dispatch.models import Meeting
from workflow.minutes.kinds import LONGEST_REASON, LONGEST_TEXT, MinutesState


class Minutes(models.Model):
    """One a sitting. ``sections``: [{heading, paragraphs: [str]}]; decisions and attendance are rows of their own.

    ``version`` grows with every change of text, decisions or attendance. Once confirmed nothing changes (``triggers``).
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes", verbose_name="调度会")
    state = models.CharField("状态", max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT)
    opening = models.TextField("开头", max_length=2000)
    sections = models.JSONField("正文", default=list)
    pack_sha256 = models.CharField("会议材料 SHA-256", max_length=64, blank=True)
    number = models.CharField("文号", max_length=40, blank=True)
    return_note = models.CharField("退回意见", max_length=LONGEST_REASON, blank=True)
    submitted_at = models.DateTimeField("送确认时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="送确认人", null=True, blank=True
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="确认人", null=True, blank=True
    )
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="起草人")
    created_at = models.DateTimeField("起草时间")
    updated_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="最近修改人")
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "会议纪要"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MinutesState.values), name="minutes_state_known"),
            models.CheckConstraint(
                condition=(Q(state="confirmed", confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(number=""))
                | (~Q(state="confirmed") & Q(confirmed_at__isnull=True, number="")),
                name="minutes_confirmed_whole",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="minutes_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting.title}纪要"

    @property
    def is_confirmed(self) -> bool:
        """Locked for good?"""
        return self.state == MinutesState.CONFIRMED


class Correction(models.Model):
    """更正: an addition to locked minutes, numbered from 1. Append-only (``triggers``)."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="corrections", verbose_name="会议纪要")
    number = models.PositiveIntegerField("序号")
    text = models.TextField("更正内容", max_length=LONGEST_TEXT)
    reason = models.CharField("更正理由", max_length=LONGEST_REASON)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="更正人")
    at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = verbose_name_plural = "纪要更正"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_correction_number"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(reason=""), name="minutes_correction_told"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}更正{self.number}"


class Edition(models.Model):
    """The document as bytes: 0 as confirmed, n with the corrections 1…n as an appendix. Append-only (``triggers``)."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="editions", verbose_name="会议纪要")
    edition = models.PositiveIntegerField("版次")
    docx = models.BinaryField("可编辑文件")
    docx_sha256 = models.CharField("可编辑文件 SHA-256", max_length=64)
    pdf = models.BinaryField("版式文件")
    pdf_sha256 = models.CharField("版式文件 SHA-256", max_length=64)
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="生成人")
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "纪要文件"
        ordering = ["edition"]
        constraints = [models.UniqueConstraint(fields=["minutes", "edition"], name="minutes_edition_once")]

    def __str__(self) -> str:
        return f"{self.minutes}（版次{self.edition}）"
