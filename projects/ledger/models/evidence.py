"""Evidence 佐证材料: files with their hash."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.kinds import EvidenceKind
from projects.ledger.models.projects import Project
from projects.people.models import Officer

FILES_PER_ITEM = 10


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads of evidence."""

    def visible_to(self, officer: Officer) -> EvidenceQuerySet:
        """Evidence of projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def valid(self) -> EvidenceQuerySet:
        """Those not withdrawn 作废: what still proves something."""
        return self.filter(withdrawn_at__isnull=True)


def stored_name(evidence: Evidence, filename: str) -> str:
    """A random name: nothing a user typed becomes part of a path."""
    return f"{evidence.project_id}/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """One uploaded file. ``size`` in bytes, ``sha256`` in hexadecimal.

    ``item`` groups the files of one document (at most ten, each at a ``place`` of its own): one upload, and what was
    added to it later. Never changed and never deleted; a wrong one is withdrawn with its reason.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="evidence", verbose_name="项目")
    item = models.UUIDField("材料组", default=uuid.uuid4, editable=False)
    place = models.PositiveSmallIntegerField("组内序号", default=1, editable=False)
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
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="作废人", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["kind", "-uploaded_at", "place"]
        indexes = [
            models.Index(fields=["project", "kind"], name="ledger_evidence_kind"),
            models.Index(fields=["project", "sha256"], name="ledger_evidence_hash"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "place"], condition=Q(withdrawn_at__isnull=True), name="ledger_evidence_place"
            ),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=FILES_PER_ITEM), name="ledger_evidence_ten"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="ledger_evidence_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        """No longer valid?"""
        return self.withdrawn_at is not None

    @property
    def is_picture(self) -> bool:
        """May it be shown as a picture?"""
        return self.content_type in ("image/jpeg", "image/png")

    @property
    def is_viewable(self) -> bool:
        """May a browser show it inside a sandbox? Pictures and PDF, nothing else."""
        return self.is_picture or self.content_type == "application/pdf"

    @property
    def version(self) -> int:
        """1; 2 once withdrawn: nothing else ever changes."""
        return 2 if self.is_withdrawn else 1
