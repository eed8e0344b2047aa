"""Files that were carried between this system and one whose network is cut off: packages out, packages in, answers.

Rows are never deleted; the bytes of a package are kept only as long as somebody may ask for them again (``Content``).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.gateway.models import Client
from projects.people.models import Officer


class Outgoing(models.Model):
    """Package ``number`` of changes for a client. One is open at a time: until its receipt came, no next one is made.

    ``after`` and ``to``: cursors of the feed; a snapshot has no ``after``. ``signed_by``: public ids of the keys.
    """

    class Kind(models.TextChoices):
        """What is in it."""

        SNAPSHOT = "snapshot", "完整快照"
        CHANGES = "changes", "变更"

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+", verbose_name="接入系统")
    number = models.PositiveIntegerField("包号")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    after = models.CharField("起始游标", max_length=20, blank=True)
    to = models.CharField("截止游标", max_length=20)
    more = models.BooleanField("之后还有", default=False)
    count = models.PositiveIntegerField("条数")
    manifest_sha256 = models.CharField("清单校验码", max_length=64)
    signed_by = models.JSONField("签名密钥标识", default=list)
    created_at = models.DateTimeField("生成时间")
    created_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="生成人", null=True, blank=True
    )
    taken_at = models.DateTimeField("对方收到时间", null=True, blank=True)
    errors = models.JSONField("对方报告的问题", default=list, blank=True)
    received_at = models.DateTimeField("回执收到时间", null=True, blank=True)
    received_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="回执上传人", null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "变更包"
        ordering = ["-created_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["client", "number"], name="exchange_out_number"),
            models.UniqueConstraint(
                fields=["client"], condition=Q(received_at__isnull=True), name="exchange_out_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} 变更包第{self.number}号"


class Incoming(models.Model):
    """Package ``number`` of a client's calls. ``done`` of ``count`` lines are answered; then ``finished_at`` is set.

    ``key``: public id of the key that signed it, with whose scopes the calls are made.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+", verbose_name="接入系统")
    number = models.PositiveIntegerField("包号")
    key = models.CharField("密钥标识", max_length=12)
    manifest_sha256 = models.CharField("清单校验码", max_length=64)
    count = models.PositiveIntegerField("条数")
    done = models.PositiveIntegerField("已办条数", default=0)
    refused = models.PositiveIntegerField("被拒绝条数", default=0)
    created_at = models.DateTimeField("收下时间")
    created_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="上传人", null=True, blank=True
    )
    finished_at = models.DateTimeField("办完时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报包"
        ordering = ["-created_at", "-number"]
        indexes = [models.Index(fields=["created_at"], condition=Q(finished_at=None), name="exchange_in_open")]
        constraints = [models.UniqueConstraint(fields=["client", "number"], name="exchange_in_number")]

    def __str__(self) -> str:
        return f"{self.client} 申报包第{self.number}号"


class Answer(models.Model):
    """What the call in one line was answered; written in the transaction of the call."""

    package = models.ForeignKey(Incoming, models.PROTECT, related_name="answers", verbose_name="申报包")
    line = models.PositiveIntegerField("行号")
    status = models.PositiveSmallIntegerField("状态码")
    headers = models.JSONField("应答头", default=dict, blank=True)
    body = models.TextField("应答", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报包应答"
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["package", "line"], name="exchange_answer_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.status}"


class Content(models.Model):
    """The bytes of a zip. ``owner``: the package it is, or, of a receipt, the package it answers."""

    class Role(models.TextChoices):
        """Which zip."""

        OUT = "out", "变更包"
        IN = "in", "申报包"
        ANSWERS = "answers", "申报回执"

    owner = models.UUIDField("所属")
    role = models.CharField("类别", max_length=8, choices=Role.choices)
    data = models.BinaryField("文件")

    class Meta:
        verbose_name = verbose_name_plural = "交换文件"
        constraints = [models.UniqueConstraint(fields=["owner", "role"], name="exchange_content_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.owner}"
