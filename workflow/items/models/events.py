"""The thread of an item: who did what when, from which state to which, with which files. Append-only (``triggers``)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation
from workflow.items.kinds import EventKind
from workflow.items.models.items import Item
from workflow.items.moves import ItemState

FILES_PER_EVENT = 10


class Event(models.Model):
    """One entry. ``unit``: for which the person acted; ``detail``: what changed, in words."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="events", verbose_name="交办事项")
    sequence = models.PositiveIntegerField("序号")
    kind = models.CharField("动作", max_length=16, choices=EventKind.choices)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="经办单位", null=True, blank=True
    )
    at = models.DateTimeField("时间")
    before = models.CharField("原状态", max_length=10, choices=ItemState.choices, blank=True)
    after = models.CharField("新状态", max_length=10, choices=ItemState.choices)
    detail = models.CharField("变化", max_length=300, blank=True)
    note = models.TextField("内容", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering = ["item", "sequence"]
        indexes = [models.Index(fields=["kind", "at"], name="items_event_kind")]
        constraints = [
            models.UniqueConstraint(fields=["item", "sequence"], name="items_event_place"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="items_event_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.by}"


def stored_name(file: ItemFile, filename: str) -> str:
    """A random name: nothing a user typed becomes part of a path."""
    return f"items/{file.event.item_id}/{uuid.uuid4().hex}"


class ItemFile(models.Model):
    """A file of an entry, inspected like every evidence. ``size`` in bytes, ``sha256`` in hexadecimal."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="files", verbose_name="办理经过")
    place = models.PositiveSmallIntegerField("序号")
    file = models.FileField("文件", upload_to=stored_name, max_length=200)
    filename = models.CharField("原文件名", max_length=200)
    content_type = models.CharField("内容类型", max_length=80)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理材料"
        ordering = ["event", "place"]
        constraints = [
            models.UniqueConstraint(fields=["event", "place"], name="items_file_place"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=FILES_PER_EVENT), name="items_file_ten"),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_viewable(self) -> bool:
        """May a browser show it inside a sandbox? Pictures and PDF, nothing else."""
        return self.content_type in ("image/jpeg", "image/png", "application/pdf")
