"""A decision 议定事项 of a sitting: written down once, and an action item in the same moment."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from workflow.dispatch.models import AgendaEntry, Meeting
from workflow.items.models import Item
from workflow.minutes.kinds import LONGEST_REASON, LONGEST_TEXT


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reads of decisions."""

    def standing(self) -> DecisionQuerySet:
        """Those that were not dropped."""
        return self.filter(dropped_at__isnull=True)

    def visible_to(self, officer: Officer) -> DecisionQuerySet:
        """Of visible sittings: about a project the officer sees, put to a unit of his subtree, or recorded by him.

        Who reads the whole minutes (``policies.reads_whole``) sees all of them by that right.
        """
        root = officer.scope_root
        if root is None:
            return self.none()
        units = Organisation.objects.under(root)
        mine = Q(project__in=Project.objects.visible_to(officer)) | Q(recorded_by=officer) | Q(officer=officer)
        mine |= Q(lead__in=units) | Q(pk__in=Decision.joint.through.objects.filter(
            organisation__in=units).values("decision"))  # fmt: skip
        return self.filter(mine, meeting__in=Meeting.objects.visible_to(officer))


class Decision(models.Model):
    """``number``: in the order of recording, from 1; ``key``: made by the client, so that a resent one is the same one.

    ``days`` with ``counting`` say how the deadline was given (working or calendar days); ``due_on`` what it came to.
    A dropped one stays with its reason, and its item is void.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions", verbose_name="调度会")
    number = models.PositiveIntegerField("序号")
    entry = models.ForeignKey(
        AgendaEntry, models.SET_NULL, related_name="decisions", verbose_name="议题", null=True, blank=True
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="meeting_decisions", verbose_name="项目", null=True, blank=True
    )
    text = models.TextField("议定事项", max_length=LONGEST_TEXT)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="牵头单位")
    joint = models.ManyToManyField(
        Organisation, related_name="+", verbose_name="配合单位", blank=True, db_table="minutes_decision_joint"
    )
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="责任人", null=True, blank=True)
    due_on = models.DateField("完成时限")
    days = models.PositiveSmallIntegerField("时限天数", null=True, blank=True)
    counting = models.CharField("天数算法", max_length=8, blank=True)
    item = models.OneToOneField(Item, models.PROTECT, related_name="decision", verbose_name="交办事项")
    key = models.UUIDField("提交编号", editable=False)
    fingerprint = models.CharField("提交内容 SHA-256", max_length=64, editable=False)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("记录时间")
    dropped_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="撤去人", null=True, blank=True
    )
    dropped_at = models.DateTimeField("撤去时间", null=True, blank=True)
    drop_reason = models.CharField("撤去理由", max_length=LONGEST_REASON, blank=True)
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_decision_number"),
            models.UniqueConstraint(fields=["key"], name="minutes_decision_once"),
            models.CheckConstraint(condition=~Q(text=""), name="minutes_decision_told"),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True, drop_reason="")
                | (Q(dropped_at__isnull=False, dropped_by__isnull=False) & ~Q(drop_reason="")),
                name="minutes_drop_explained",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_dropped(self) -> bool:
        """Was it taken out before the minutes were confirmed?"""
        return self.dropped_at is not None
