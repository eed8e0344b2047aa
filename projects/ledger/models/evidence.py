"""Evidence 佐证材料: files with their hash."""

from __future__ import annotations

import uuid

from django.db import models

from projects.ledger.kinds import EvidenceKind
from projects.ledger.models.projects import Project
from projects.people.models import Officer


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads of evidence."""

    def visible_to(self, officer: Officer) -> EvidenceQuerySet:
        """Evidence of projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))


def stored_name(evidence: Evidence, filename: str) -> str:
    """A random name: nothing a user typed becomes part of a path."""
    return f"{evidence.project_id}/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """One uploaded document. ``size`` in bytes, ``sha256`` in hexadecimal."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="evidence", verbose_name="项目")
    kind = models.CharField("材料类型", max_length=24, choices=EvidenceKind.choices)
    title = models.CharField("标题", max_length=120)
    file = models.FileField("文件", upload_to=stored_name, max_length=200)
    filename = models.CharField("原文件名", max_length=200)
    content_type = models.CharField("内容类型", max_length=80)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    issued_on = models.DateField("出具日期", null=True, blank=True)
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["kind", "-uploaded_at"]
        indexes = [models.Index(fields=["project", "kind"], name="ledger_evidence_kind")]

    def __str__(self) -> str:
        return self.title
