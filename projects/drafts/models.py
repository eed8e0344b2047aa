"""Drafts 草稿: what somebody typed into a form and has not saved yet; and which forms have been saved."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models

from projects.people.models import Officer
from projects.privacy.fields import EncryptedTextField

KEPT_FOR = timedelta(days=30)
MOST_CHARACTERS = 64 * 1024
MOST_KEY = 200


class DraftQuerySet(models.QuerySet["Draft"]):
    """Reads of drafts: always one's own."""

    def visible_to(self, officer: Officer) -> DraftQuerySet:
        """The officer's own; nobody else, whatever his role, ever reads one."""
        return self.filter(officer=officer)

    def expired_at(self, now: datetime) -> DraftQuerySet:
        """Untouched for longer than ``KEPT_FOR``."""
        return self.filter(saved_at__lt=now - KEPT_FOR)


class Draft(models.Model):
    """The fields of one form of one officer. ``content``: JSON, name → list of values, ciphered.

    ``key``: the page's path and the form's name. ``base_version``: the version of the thing edited that the form was
    opened with, nothing for a new one. ``saves`` counts within the minute that began at ``counted_from``.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="drafts", verbose_name="本人")
    key = models.CharField("页面", max_length=MOST_KEY)
    content = EncryptedTextField("内容", max_length=MOST_CHARACTERS)
    base_version = models.PositiveIntegerField("打开时的版本", null=True, blank=True)
    saved_at = models.DateTimeField("保存时间")
    counted_from = models.DateTimeField("计次起点")
    saves = models.PositiveSmallIntegerField("本分钟保存次数", default=1)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["saved_at"], name="drafts_saved")]
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="drafts_once")]

    def __str__(self) -> str:
        return self.key


class SentForm(models.Model):
    """A form that has been saved, by the token its page carried: its second sending makes nothing.

    ``address``: where its writer was sent then, so that he is sent there again.
    """

    token = models.UUIDField("表单标识", primary_key=True, editable=False)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+", verbose_name="本人")
    address = models.CharField("保存后的页面", max_length=400, blank=True, default="")
    sent_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "已提交的表单"
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["sent_at"], name="drafts_sent")]

    def __str__(self) -> str:
        return str(self.token)
