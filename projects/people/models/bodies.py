"""Who sits in a body or a team, and which units stand behind a team (mechanisms.md, rows 8, 47, 54, 58)."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from projects.people.models.officers import Officer
from projects.people.models.organisations import Organisation


class Part(models.TextChoices):
    """What a member is in the body or team."""

    LEADER = "leader", "组长"
    CONVENER = "convener", "召集人"
    DEPUTY_LEADER = "deputy_leader", "副组长"
    DEPUTY_CONVENER = "vice_convener", "副召集人"
    OFFICE_DIRECTOR = "office_director", "办公室主任"
    MEMBER = "member", "成员"
    LIAISON = "liaison", "联络员"


HEADS = (Part.LEADER, Part.CONVENER)
"""Of these a body has one at a time."""
_ENDED_IN_ORDER = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class PeriodQuerySet(models.QuerySet):
    """Reads of what holds from a day to a day."""

    def current(self) -> PeriodQuerySet:
        """Not ended. Nothing can be ended in the future, so this is also what holds today."""
        return self.filter(valid_to__isnull=True)

    def on(self, day: date) -> PeriodQuerySet:
        """What held on ``day``, both ends included."""
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Membership(models.Model):
    """An officer sits in a body or team for the unit he represents, from a day to a day (both included)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="领导小组／联席会议／专班"
    )
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="memberships", verbose_name="成员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="represented", verbose_name="代表单位")
    part = models.CharField("身份", max_length=16, choices=Part.choices, default=Part.MEMBER)
    valid_from = models.DateField("任期起")
    valid_to = models.DateField("任期止", null=True, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "成员"
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(valid_to__isnull=True, part__in=HEADS),
                name="people_one_head_a_body",
            ),
            models.UniqueConstraint(
                fields=["body", "officer", "part"],
                condition=Q(valid_to__isnull=True),
                name="people_member_once",
            ),
            models.CheckConstraint(condition=_ENDED_IN_ORDER, name="people_member_order"),
        ]

    def __str__(self) -> str:
        return f"{self.body}{self.get_part_display()}{self.officer}"


class Backing(models.Model):
    """A unit that stands behind a team (后盾单位), from a day to a day (both included)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Organisation, models.PROTECT, related_name="backings", verbose_name="专班／小分队")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="backed", verbose_name="后盾单位")
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("终止日期", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后盾单位"
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "unit"], condition=Q(valid_to__isnull=True), name="people_backing_once"
            ),
            models.CheckConstraint(condition=_ENDED_IN_ORDER, name="people_backing_order"),
            models.CheckConstraint(condition=~Q(team=F("unit")), name="people_backing_another"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}为{self.team}的后盾单位"
