"""Saved views 常用视图 of the list, and how each officer likes to see it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Reads of saved views."""

    def usable_by(self, officer: Officer) -> SavedViewQuerySet:
        """The own ones, and those shared with the unit in which the officer works or with one above it."""
        own = Q(officer=officer)
        root = officer.scope_root
        units = {unit for unit in (officer.organisation, root) if unit is not None}
        above = [path for unit in units for path in _paths_above(unit)]
        return self.filter(own | Q(shared_with__path__in=above))


def _paths_above(unit: Organisation) -> list[str]:
    """Paths of the unit and of every unit above it."""
    step = Organisation.steplen
    return [unit.path[:end] for end in range(step, len(unit.path) + 1, step)]


class SavedView(models.Model):
    """Filters, order and columns under a name. ``query`` and ``columns`` are canonical (``desk.addresses``).

    ``shared_with``: everybody in or below this unit may open it, each filtered by the own sight; empty: private.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="saved_views", verbose_name="保存人")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("筛选条件", max_length=2000, blank=True)
    columns = models.CharField("显示列", max_length=600, blank=True)
    shared_with = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="共享范围", null=True, blank=True
    )
    position = models.PositiveIntegerField("顺序", default=0)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("保存时间")
    updated_at = models.DateTimeField("更新时间")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用视图"
        ordering = ["position", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["officer", "name"], name="desk_view_name_once")]

    def __str__(self) -> str:
        return self.name


class ListPreference(models.Model):
    """What one officer sees when the address says nothing: own columns, own first view."""

    officer = models.OneToOneField(Officer, models.PROTECT, related_name="list_preference", verbose_name="人员")
    columns = models.CharField("显示列", max_length=600, blank=True)
    first_view = models.ForeignKey(
        SavedView, models.SET_NULL, related_name="+", verbose_name="默认视图", null=True, blank=True
    )
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "台账偏好"

    def __str__(self) -> str:
        return f"{self.officer}的台账偏好"
