"""One sitting of a series."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from projects.people.models import Officer
from workflow.dispatch.models.series import Series, sees_dispatch


class MeetingState(models.TextChoices):
    """Life of a sitting."""

    CALLED = "called", "已通知"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Reads of sittings."""

    def visible_to(self, officer: Officer) -> MeetingQuerySet:
        """Sittings of visible series, and those the officer is or was called to."""
        if not sees_dispatch(officer):
            return self.none()
        series = Series.objects.visible_to(officer)
        called = officer.attendances.values("meeting")
        return self.filter(Q(series__in=series) | Q(pk__in=called))

    def ahead(self, now: datetime) -> MeetingQuerySet:
        """Called and not yet begun."""
        return self.filter(state=MeetingState.CALLED, starts_at__gt=now)

    def happened(self, now: datetime) -> MeetingQuerySet:
        """Begun and not cancelled, whether or not the clerk has marked them held."""
        return self.filter(starts_at__lte=now).exclude(state=MeetingState.CANCELLED)


class Meeting(models.Model):
    """One sitting, numbered by sequence (第34次). ``nominal_on`` is the day by rule, ``starts_at`` when it really is.

    ``moved_by``: somebody set time or place by hand; the rule no longer moves it. ``cancelled_by`` empty on a
    cancelled sitting: a change of the rule withdrew it, so its day may be called again. ``calendar_sequence`` grows
    with every change that a calendar entry must follow (RFC 5545 SEQUENCE). ``is_extra``: 加开, called by hand on a day
    of its own. ``merged_into``: the sitting that took in this one, which is cancelled. ``agenda_version`` grows with
    every change of what stands on the agenda, or where.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="meetings", verbose_name="系列")
    number = models.PositiveIntegerField("次数")
    nominal_on = models.DateField("按规则日期")
    starts_at = models.DateTimeField("开始时间")
    place = models.CharField("地点", max_length=80)
    shift_reason = models.CharField("调整原因", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=MeetingState.choices, default=MeetingState.CALLED)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="取消人", null=True, blank=True
    )
    moved_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="改期人", null=True, blank=True
    )
    is_extra = models.BooleanField("加开", default=False)
    is_urgent = models.BooleanField("紧急加开", default=False)
    extra_reason = models.CharField("加开事由", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="absorbed", verbose_name="并入", null=True, blank=True, editable=False
    )
    changed_at = models.DateTimeField("时间地点变更时间", null=True, blank=True)
    called_at = models.DateTimeField("通知时间")
    agenda_at = models.DateTimeField("议题更新时间", null=True, blank=True, editable=False)
    agenda_version = models.PositiveIntegerField("议题版本", default=1, editable=False)
    calendar_sequence = models.PositiveIntegerField("日历版本", default=0)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度会"
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["starts_at"], name="dispatch_meeting_when"),
            models.Index(fields=["state", "starts_at"], name="dispatch_meeting_ahead"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="dispatch_number_once"),
            models.UniqueConstraint(
                fields=["series", "nominal_on"],
                condition=~Q(state="cancelled") & Q(is_extra=False),
                name="dispatch_nominal_once",
            ),
            models.CheckConstraint(condition=Q(is_extra=False) | ~Q(extra_reason=""), name="dispatch_extra_explained"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state="cancelled"), name="dispatch_merged_is_off"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (~Q(cancel_reason="") & Q(cancelled_at__isnull=False)),
                name="dispatch_cancel_explained",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """For example 芜湖市重大项目周调度第34次会议."""
        return f"{self.series.name}第{self.number}次会议"
