"""Evidence on its way: a file that arrives in parts."""

from __future__ import annotations

import uuid

from django.db import models

from projects.ledger.kinds import EvidenceKind
from projects.ledger.models.projects import Project
from projects.people.models import Officer


class Arrival(models.Model):
    """A file that was announced and is not all there yet; the parts lie in ``ledger.arriving``.

    ``size`` in bytes, ``sha256`` in hexadecimal, both as announced. How much has arrived is the size of the part file
    and stands nowhere else. The row goes when the file becomes evidence, and a day after the last part came.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="项目")
    kind = models.CharField("材料类型", max_length=24, choices=EvidenceKind.choices)
    title = models.CharField("标题", max_length=120, blank=True)
    filename = models.CharField("原文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    issued_on = models.DateField("出具日期", null=True, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="上传人")
    created_at = models.DateTimeField("开始时间")

    class Meta:
        verbose_name = verbose_name_plural = "分段上传"
        indexes = [
            models.Index(fields=["by", "created_at"], name="ledger_arrival_by"),
            models.Index(fields=["created_at"], name="ledger_arrival_age"),
        ]

    def __str__(self) -> str:
        return self.filename
