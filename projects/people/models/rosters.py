"""A spreadsheet of units and people between its upload and its import."""

from __future__ import annotations

import uuid

from django.db import models

from projects.people.models.officers import Officer
from projects.privacy.fields import EncryptedTextField


class Roster(models.Model):
    """What one officer uploaded last, not yet imported: the text of its cells as JSON, ciphered, a day at most."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    by = models.OneToOneField(Officer, models.CASCADE, related_name="roster", verbose_name="上传人")
    name = models.CharField("文件名", max_length=120)
    content = EncryptedTextField("内容")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "待导入的名册"

    def __str__(self) -> str:
        return self.name
