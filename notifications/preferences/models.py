"""What an office lays down about reminders for its people, and what a person wishes for himself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from notifications.preferences.standing import Preset, Wishes
from projects.people.models import Officer, Organisation

FIRST = 1
"""Version of what nobody has laid down or chosen yet; the first row is the next version."""


class OfficePresetQuerySet(models.QuerySet["OfficePreset"]):
    """Reads of presets."""

    def over(self, units: Iterable[Organisation]) -> OfficePresetQuerySet:
        """Of these units and all above them, the nearest to the root first."""
        paths = {path for unit in units for path in unit.lineage()}
        found = self.filter(organisation__path__in=paths).select_related("organisation")
        return found.order_by("organisation__depth", "id")


class OfficePreset(models.Model):
    """单位提醒预设: holds for the people of a unit and below it, down to the next unit with one of its own."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="reminder_preset", verbose_name="单位"
    )
    policies = models.JSONField("各类提醒", default=dict)
    digest_hours = models.JSONField("汇总时间", default=list)
    opens_at = models.TimeField("发送时段从")
    closes_at = models.TimeField("到")
    quiet_on_rest_days = models.BooleanField("休息日不打扰", default=True)
    version = models.PositiveIntegerField("版本", default=FIRST + 1)
    updated_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    objects = OfficePresetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位提醒预设"
        ordering = ["organisation__path"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="preferences_preset_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}提醒预设"

    def values(self) -> Preset:
        """What it lays down."""
        return Preset(self.policies, tuple(self.digest_hours), self.opens_at, self.closes_at, self.quiet_on_rest_days)


class OwnPreference(models.Model):
    """提醒设置 of one person. Hours that are empty: those of the office."""

    officer = models.OneToOneField(
        Officer, models.CASCADE, primary_key=True, related_name="reminder_preference", verbose_name="人员"
    )
    choices = models.JSONField("各类提醒", default=dict)
    digest_hour = models.PositiveSmallIntegerField("汇总时间", null=True, blank=True)
    opens_at = models.TimeField("接收时段从", null=True, blank=True)
    closes_at = models.TimeField("到", null=True, blank=True)
    muted_channels = models.JSONField("不接收的渠道", default=list)
    version = models.PositiveIntegerField("版本", default=FIRST + 1)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "本人提醒设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="preferences_own_hours",
            ),
            models.CheckConstraint(
                condition=Q(digest_hour__isnull=True) | Q(digest_hour__lte=23), name="preferences_own_digest_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}提醒设置"

    def values(self) -> Wishes:
        """What was chosen."""
        return Wishes(self.choices, self.digest_hour, self.opens_at, self.closes_at, tuple(self.muted_channels))
