"""What was done to a series and its sittings, by whom: written in the transaction of the deed."""

from __future__ import annotations

from django.db import models

from projects.people.models import Officer
from workflow.dispatch.models.meetings import Meeting
from workflow.dispatch.models.series import Series


class DispatchEvent(models.Model):
    """One deed. ``by`` empty: the system's own tick."""

    class Kind(models.TextChoices):
        """What was done."""

        CREATED = "created", "创建系列"
        UPDATED = "updated", "修改系列"
        CALLED = "called", "通知开会"
        MOVED = "moved", "改期"
        CANCELLED = "cancelled", "取消"
        HELD = "held", "召开"
        ENTRY_ADDED = "entry_added", "增加议题"
        ENTRY_REMOVED = "entry_removed", "移出议题"
        EXTRA = "extra", "加开"
        MERGED = "merged", "合并召开"
        ENTRY_MOVED = "entry_moved", "调整议题顺序"
        ENTRY_MARKED = "entry_marked", "记录议题结果"
        ASKED = "asked", "征询汇报材料"
        UNASKED = "unasked", "撤回征询"
        ANSWERED = "answered", "报送汇报材料"

    series = models.ForeignKey(Series, models.PROTECT, related_name="events", verbose_name="系列")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="events", verbose_name="调度会", null=True, blank=True
    )
    kind = models.CharField("动作", max_length=14, choices=Kind.choices)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人", null=True, blank=True)
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "调度经过"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.note}"
