"""Who was there 出席, who was not and why 请假, who sat in 列席, and who came in somebody's place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.people.models import Officer
from workflow.dispatch.models import Meeting
from workflow.minutes.kinds import LONGEST_NAME, LONGEST_REASON, PresenceState


class Presence(models.Model):
    """One person at one sitting. ``name``, ``unit``: as of that day, so that the minutes never change by themselves.

    ``officer`` empty: a guest without an account. ``deputy``: who came instead of somebody excused; printed among
    those present as 张三（代李四）.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="presences", verbose_name="调度会")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="人员", null=True, blank=True)
    name = models.CharField("姓名", max_length=LONGEST_NAME)
    unit = models.CharField("单位职务", max_length=80, blank=True)
    state = models.CharField("出席情况", max_length=8, choices=PresenceState.choices)
    reason = models.CharField("请假事由", max_length=LONGEST_REASON, blank=True)
    deputy = models.CharField("代为出席", max_length=LONGEST_NAME, blank=True)
    position = models.PositiveIntegerField("顺序", default=0)
    noted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "会议出席"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "officer"], name="minutes_officer_once"),
            models.UniqueConstraint(
                fields=["meeting", "name", "unit"], condition=Q(officer__isnull=True), name="minutes_guest_once"
            ),
            models.CheckConstraint(condition=Q(state__in=PresenceState.values), name="minutes_presence_known"),
            models.CheckConstraint(
                condition=Q(state="excused") | (Q(reason="") & Q(deputy="")), name="minutes_excuse_only_absent"
            ),
            models.CheckConstraint(condition=~Q(state="excused") | ~Q(reason=""), name="minutes_excuse_given"),
            models.CheckConstraint(condition=~Q(name=""), name="minutes_presence_named"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_state_display()}）"
