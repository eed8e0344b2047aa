"""Questions that somebody keeps to ask again."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.statistics.figures import Question
from workflow.statistics.keys import decode
from workflow.statistics.moving import moved_to


class SavedQuestionQuerySet(models.QuerySet["SavedQuestion"]):
    """Reads of saved questions."""

    def visible_to(self, officer: Officer) -> SavedQuestionQuerySet:
        """One's own, and those shared by one's unit or by a unit above it. Each asks the numbers for himself."""
        root = officer.scope_root
        if not officer.may(Permission.STATISTICS_READ):
            return self.none()
        own = Q(owner=officer)
        return self.filter(own | Q(is_shared=True, organisation__path__in=root.lineage()) if root else own)


class SavedQuestion(models.Model):
    """A question under a name. ``key``: ``keys.encode``; ``is_moving``: asked as of today each time (``moving``).

    ``view``: how the door showed it (chart, columns), its own affair.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="saved_questions", verbose_name="保存人")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="共享单位", null=True, blank=True
    )
    name = models.CharField("名称", max_length=60)
    key = models.TextField("统计条件")
    view = models.JSONField("显示方式", default=dict, blank=True)
    is_moving = models.BooleanField("随日期更新", default=True)
    is_shared = models.BooleanField("共享给本单位及下级", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("保存时间")
    updated_at = models.DateTimeField("更新时间")

    objects = SavedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保存的统计"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="statistics_saved_once"),
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(organisation__isnull=False), name="statistics_shared_by_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def question(self, *, now: datetime) -> Question:
        """The question to ask at ``now``."""
        found = decode(self.key)
        return moved_to(found, now=now) if self.is_moving else found
