"""Answers 回复 of the unit, each judged once by the office; and the files of answers and of talks."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.people.models import Officer
from workflow.letters.kinds import Verdict
from workflow.letters.models.letters import Letter
from workflow.letters.models.talks import Talk

MOST_ANSWER, FILES_PER_ANSWER = 3000, 10


class Answer(models.Model):
    """One answer. Append-only but for its verdict, which comes once (``triggers``)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="answers", verbose_name="函件")
    sequence = models.PositiveSmallIntegerField("序号")
    text = models.TextField("回复内容", max_length=MOST_ANSWER)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="回复人")
    at = models.DateTimeField("回复时间")
    is_late = models.BooleanField("超期", default=False)
    verdict = models.CharField("审核", max_length=8, choices=Verdict.choices, blank=True)
    judged_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="审核人", null=True, blank=True
    )
    judged_at = models.DateTimeField("审核时间", null=True, blank=True)
    judged_note = models.CharField("审核意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "函件回复"
        ordering = ["letter", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "sequence"], name="letters_answer_sequence"),
            models.UniqueConstraint(fields=["letter"], condition=Q(verdict=""), name="letters_answer_one_open"),
            models.CheckConstraint(condition=~Q(text=""), name="letters_answer_told"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_by__isnull=True, judged_at__isnull=True)
                | (~Q(verdict="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="letters_judged_whole",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.RETURNED) | ~Q(judged_note=""), name="letters_returned_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}第{self.sequence}次回复"


def stored_name(attachment: Attachment, filename: str) -> str:
    """A random name three levels deep: the sweep of evidence looks two levels deep and leaves it alone."""
    owner = f"answer-{attachment.answer_id}" if attachment.answer_id else f"talk-{attachment.talk_id}"
    return f"letters/{owner}/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file of an answer or of a talk. Append-only (``triggers``)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="files", verbose_name="回复", null=True, blank=True)
    talk = models.ForeignKey(Talk, models.PROTECT, related_name="files", verbose_name="约谈", null=True, blank=True)
    file = models.FileField("文件", upload_to=stored_name, max_length=200)
    filename = models.CharField("原文件名", max_length=200)
    content_type = models.CharField("内容类型", max_length=80)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "函件附件"
        ordering = ["uploaded_at", "filename"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__isnull=False, talk__isnull=True) | Q(answer__isnull=True, talk__isnull=False),
                name="letters_file_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.filename
